//! Finds the future that a function which is not `async` returns: a literal async block, bare or boxed, as its tail.

use proc_macro2::{Delimiter, Group, TokenTree};

/// A body that ends in `async move { … }` or `Box::pin(async move { … })`.
pub(crate) struct Tail<'a> {
    /// The statements before it, which run when the function is called.
    pub(crate) before: &'a [TokenTree],
    /// `Box::pin` and its parentheses; without them the block itself is returned.
    pub(crate) boxed: Option<(&'a [TokenTree], &'a Group)>,
    /// `async move { … }`
    pub(crate) block: Vec<TokenTree>,
}

/// The tail of `statements`, if it is a future.
pub(crate) fn find(statements: &[TokenTree]) -> Option<Tail<'_>> {
    boxed(statements).or_else(|| bare(statements))
}

fn bare(statements: &[TokenTree]) -> Option<Tail<'_>> {
    let start = async_block(statements)?;
    let (before, block) = statements.split_at(start);
    ends_a_statement(before).then(|| Tail {
        before,
        boxed: None,
        block: block.to_vec(),
    })
}

fn boxed(statements: &[TokenTree]) -> Option<Tail<'_>> {
    let (TokenTree::Group(arguments), rest) = statements.split_last()? else {
        return None;
    };
    if arguments.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let mut block: Vec<TokenTree> = arguments.stream().into_iter().collect();
    block.pop_if(|last| is_punct(last, ','));
    if async_block(&block) != Some(0) {
        return None;
    }
    let start = path_to_box_pin(rest)?;
    let (before, path) = rest.split_at(start);
    ends_a_statement(before).then_some(Tail {
        before,
        boxed: Some((path, arguments)),
        block,
    })
}

/// Where the `async { … }` or `async move { … }` begins that `trees` end in.
fn async_block(trees: &[TokenTree]) -> Option<usize> {
    let (TokenTree::Group(block), rest) = trees.split_last()? else {
        return None;
    };
    if block.delimiter() != Delimiter::Brace {
        return None;
    }
    match rest {
        [.., word, last] if is_word(word, "async") && is_word(last, "move") => Some(rest.len() - 2),
        [.., last] if is_word(last, "async") => Some(rest.len() - 1),
        _ => None,
    }
}

/// Where the path begins that ends in `Box::pin`, be it `::std::boxed::Box::pin`.
fn path_to_box_pin(trees: &[TokenTree]) -> Option<usize> {
    let [.., name, first, second, last] = trees else {
        return None;
    };
    let named = is_word(name, "Box") && is_word(last, "pin");
    if !named || !is_punct(first, ':') || !is_punct(second, ':') {
        return None;
    }
    let mut start = trees.len() - 4;
    while let [.., first, second] = &trees[..start]
        && is_punct(first, ':')
        && is_punct(second, ':')
    {
        start -= 2;
        if start > 0 && matches!(trees[start - 1], TokenTree::Ident(_)) {
            start -= 1;
        } else {
            break;
        }
    }
    Some(start)
}

/// Whether an expression of its own may begin after `trees`. A block before it ends a statement, unless it is an
/// operand; those who write `x = {} async {}` do not compile anyway.
fn ends_a_statement(trees: &[TokenTree]) -> bool {
    match trees.last() {
        None => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() == ';',
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(_) => false,
    }
}

fn is_word(tree: &TokenTree, wanted: &str) -> bool {
    matches!(tree, TokenTree::Ident(word) if word == wanted)
}

fn is_punct(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use super::find;
    use proc_macro2::{TokenStream, TokenTree};

    /// What stands before the future, and what boxes it.
    fn found(body: &str) -> Option<(String, Option<String>)> {
        let body: TokenStream = body.parse().unwrap();
        let body: Vec<TokenTree> = body.into_iter().collect();
        let text = |trees: &[TokenTree]| {
            let trees: TokenStream = trees.iter().cloned().collect();
            trees.to_string().replace(' ', "")
        };
        let tail = find(&body)?;
        Some((text(tail.before), tail.boxed.map(|(path, _)| text(path))))
    }

    #[test]
    fn blocks_and_boxed_blocks() {
        let block = |before: &str| Some((before.to_owned(), None));
        let boxed = |before: &str, path: &str| Some((before.to_owned(), Some(path.to_owned())));
        assert_eq!(found("async move { 1 }"), block(""));
        assert_eq!(found("f(); async { 1 }"), block("f();"));
        assert_eq!(
            found("if x { return 3 } async move { 1 }"),
            block("ifx{return3}")
        );
        assert_eq!(found("Box::pin(async move { 1 })"), boxed("", "Box::pin"));
        assert_eq!(
            found("f(); ::std::boxed::Box::pin(async move { 1 },)"),
            boxed("f();", "::std::boxed::Box::pin")
        );
    }

    #[test]
    fn anything_else_is_a_call_to_measure() {
        for body in [
            "",
            "3",
            "Box::pin(f(x))",
            "f(async move {})",
            "Box::pin(async move { 1 }).into()",
            "x = async move {}",
            "#[cfg(x)] async move {}",
            "return async move {}",
            "Box::new(async move {})",
            "Box::pin(async move { 1 }, 2)",
            "async move { 1 };",
            "a.Box::pin(async move {})",
        ] {
            assert_eq!(found(body), None, "{body}");
        }
    }
}
