//! Leaves out the statements of a body behind one that never ends: what is read there only counts as unused.

use proc_macro2::{Delimiter, TokenTree};

use super::{is_macro, is_punct, is_word, mentions, trees};

/// The statements up to and with the first that surely does not end.
pub(super) fn part(body: &[TokenTree]) -> &[TokenTree] {
    let mut from = 0;
    while from < body.len() {
        let to = statement_end(body, from);
        if never_ends(&body[from..to]) {
            return &body[..to];
        }
        from = to;
    }
    body
}

/// Behind the `;` of the statement at `from`, or behind its block where nothing shows that it goes on.
fn statement_end(body: &[TokenTree], from: usize) -> usize {
    let ends = |at: usize| match &body[at] {
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::Brace && is_word(&body[from], "loop")
        }
        tree => is_punct(tree, ';'),
    };
    (from..body.len())
        .find(|&at| ends(at))
        .map_or(body.len(), |at| at + 1)
}

fn never_ends(statement: &[TokenTree]) -> bool {
    const MACROS: [&str; 4] = ["panic", "unreachable", "todo", "unimplemented"];
    const PROCESS: [&str; 2] = ["exit", "abort"];
    let [first, .., last] = statement else {
        return false;
    };
    if is_word(first, "loop") {
        return matches!(last, TokenTree::Group(block) if !mentions_word("break", &trees(block)));
    }
    let panics = is_macro(statement, 0) && MACROS.iter().any(|name| is_word(first, name));
    let ends_process = matches!(statement, [path @ .., TokenTree::Group(_), _]
        if path.iter().all(|tree| matches!(tree, TokenTree::Ident(_)) || is_punct(tree, ':'))
            && matches!(path, [.., process, _, _, name] if is_word(process, "process")
                && PROCESS.iter().any(|one| is_word(name, one))));
    panics || ends_process || is_word(first, "return")
}

fn mentions_word(word: &str, body: &[TokenTree]) -> bool {
    mentions(
        &proc_macro2::Ident::new(word, proc_macro2::Span::call_site()),
        body,
    )
}

#[cfg(test)]
mod tests {
    use super::part;
    use proc_macro2::{TokenStream, TokenTree};

    fn reached(body: &str) -> String {
        let body: TokenStream = body.parse().unwrap();
        let body: Vec<TokenTree> = body.into_iter().collect();
        part(&body)
            .iter()
            .cloned()
            .collect::<TokenStream>()
            .to_string()
            .replace(' ', "")
    }

    #[test]
    fn what_stands_behind_an_end_is_left_out() {
        assert_eq!(reached("a(); return b; c"), "a();returnb;");
        assert_eq!(reached("loop { a() } b"), "loop{a()}");
        assert_eq!(reached("panic!(\"a\"); b"), "panic!(\"a\");");
        assert_eq!(
            reached("::std::process::exit(1); b"),
            "::std::process::exit(1);"
        );
    }

    #[test]
    fn what_may_end_does() {
        for body in [
            "if a { return b } c",
            "loop { break } c",
            "let Some(a) = b else { return }; c",
            "let a = b || return; c",
            "a(process::exit(1), b); c",
            "return a",
        ] {
            assert_eq!(reached(body), body.replace(' ', ""), "{body}");
        }
    }
}
