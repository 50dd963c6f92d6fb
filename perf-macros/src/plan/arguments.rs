//! Finds the scalar arguments that a barrier may read: those the body surely reads itself.
//!
//! A barrier on an argument that the body ignores would silence the user's `unused_variables`. So an argument
//! counts only if its name stands where an expression reads it and nowhere where it could be anything else.

use proc_macro2::{Delimiter, Ident, TokenTree};
use syn::punctuated::Punctuated;
use syn::{FnArg, Pat, Token};

use super::is_scalar;

/// The names of the arguments to pin.
pub(super) fn pins(inputs: &Punctuated<FnArg, Token![,]>, body: &[TokenTree]) -> Vec<Ident> {
    let scalars: Vec<Ident> = inputs.iter().filter_map(scalar).collect();
    if scalars.is_empty() || mentions_cfg(body) {
        return Vec::new();
    }
    scalars
        .into_iter()
        .filter(|name| uses(name, body) == Uses::Reads)
        .collect()
}

/// Whether the body reads an argument of this name under all conditions, beyond doubt.
pub(super) fn is_surely_read(name: &Ident, body: &[TokenTree]) -> bool {
    !mentions_cfg(body) && uses(name, body) == Uses::Reads
}

/// The name of an argument that is a plain scalar under no condition.
fn scalar(input: &FnArg) -> Option<Ident> {
    let FnArg::Typed(argument) = input else {
        return None;
    };
    let Pat::Ident(pattern) = &*argument.pat else {
        return None;
    };
    let plain = argument.attrs.is_empty() && pattern.by_ref.is_none() && pattern.subpat.is_none();
    (plain && is_scalar(&argument.ty)).then(|| pattern.ident.clone())
}

/// Code under `#[cfg]` may vanish, and uses with it.
fn mentions_cfg(body: &[TokenTree]) -> bool {
    body.iter().any(|tree| match tree {
        TokenTree::Ident(word) => word == "cfg" || word == "cfg_attr",
        TokenTree::Group(group) => mentions_cfg(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => false,
    })
}

/// What the occurrences of a name amount to; the greatest wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Uses {
    /// None that counts.
    None,
    /// At least one read by an expression.
    Reads,
    /// At least one that may be a binding, a path, an assignment or a macro's own business.
    Doubtful,
}

fn uses(name: &Ident, body: &[TokenTree]) -> Uses {
    let mut found = Uses::None;
    for at in 0..body.len() {
        let here = match &body[at] {
            TokenTree::Ident(word) if word == name => occurrence(body, at),
            TokenTree::Group(group) => {
                let inside = uses(name, &group.stream().into_iter().collect::<Vec<_>>());
                let is_macro = is_punct(before(body, at), '!') || is_macro_with_name(body, at);
                if is_macro && inside != Uses::None {
                    macro_use(inside)
                } else {
                    pattern_use(inside, body, at)
                }
            }
            _ => Uses::None,
        };
        found = found.max(here);
    }
    found
}

/// What a macro does with a name is its own business, but reading is what most do.
fn macro_use(inside: Uses) -> Uses {
    match inside {
        Uses::Reads => Uses::None,
        other => other,
    }
}

/// A group before `=>`, `=` or `:`, after `let` or `|`, or of a pattern's form may bind what is in it.
fn pattern_use(inside: Uses, body: &[TokenTree], at: usize) -> Uses {
    let binds = inside == Uses::Reads && may_bind(body, at);
    if binds { Uses::Doubtful } else { inside }
}

/// `name! { … }` of `macro_rules! name { … }`
fn is_macro_with_name(body: &[TokenTree], at: usize) -> bool {
    at >= 2 && matches!(body[at - 1], TokenTree::Ident(_)) && is_punct(before(body, at - 1), '!')
}

/// One occurrence of the name as a token of its own.
fn occurrence(body: &[TokenTree], at: usize) -> Uses {
    let previous = before(body, at);
    let next = body.get(at + 1);
    let after_next = body.get(at + 2);
    // A field or method of that name is something else.
    if is_punct(previous, '.') && !is_range(body, at) {
        return Uses::None;
    }
    if may_bind(body, at) || is_punct(next, ':') || is_punct(next, '!') || is_punct(next, '@') {
        return Uses::Doubtful;
    }
    if is_punct(previous, ':') && is_punct(before(body, at - 1), ':') {
        return Uses::Doubtful;
    }
    let assigned = is_punct(next, '=') && !is_punct(after_next, '=');
    let updated =
        is_operator(next) && (is_punct(after_next, '=') || is_punct(body.get(at + 3), '='));
    if assigned || updated {
        Uses::Doubtful
    } else {
        Uses::Reads
    }
}

/// Whether a token could stand in a pattern: from `let`, `|`, `for`, `ref`, `mut` or a match arm up to it.
fn may_bind(body: &[TokenTree], at: usize) -> bool {
    let arm = body[at + 1..]
        .iter()
        .take_while(|tree| !is_punct(Some(tree), ',') && !is_punct(Some(tree), ';'));
    let rest: Vec<&TokenTree> = arm.collect();
    let before_arrow = rest
        .windows(2)
        .any(|pair| is_punct(Some(pair[0]), '=') && is_punct(Some(pair[1]), '>'));
    if before_arrow {
        return true;
    }
    for tree in body[..at].iter().rev() {
        match tree {
            TokenTree::Ident(word)
                if word == "let" || word == "for" || word == "ref" || word == "mut" =>
            {
                return true;
            }
            TokenTree::Ident(word) if word == "in" || word == "fn" || word == "use" => {
                return word != "in";
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                '|' => return true,
                '=' | ';' => return false,
                _ => {}
            },
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return false,
            _ => {}
        }
    }
    false
}

/// `..name` is a range, `.name` a field.
fn is_range(body: &[TokenTree], at: usize) -> bool {
    at >= 2 && is_punct(before(body, at - 1), '.')
}

fn is_operator(tree: Option<&TokenTree>) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if "+-*/%^&|<>".contains(punct.as_char()))
}

fn before(body: &[TokenTree], at: usize) -> Option<&TokenTree> {
    at.checked_sub(1).map(|at| &body[at])
}

fn is_punct(tree: Option<&TokenTree>, wanted: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use super::pins;
    use proc_macro2::TokenStream;
    use syn::ItemFn;

    fn pinned(text: &str) -> String {
        let function: ItemFn = syn::parse_str(text).unwrap();
        let block = &function.block;
        let statements: TokenStream = block
            .stmts
            .iter()
            .map(quote::ToTokens::to_token_stream)
            .collect();
        let statements: Vec<_> = statements.into_iter().collect();
        let names: Vec<String> = pins(&function.sig.inputs, &statements)
            .iter()
            .map(ToString::to_string)
            .collect();
        names.join(" ")
    }

    #[test]
    fn arguments_that_are_read() {
        assert_eq!(
            pinned("fn f(a: u64, b: f64) -> f64 { a as f64 * b.sqrt() }"),
            "a b"
        );
        assert_eq!(pinned("fn f(n: usize) { for i in 0..n { g(i); } }"), "n");
        assert_eq!(pinned("fn f(a: u64) -> u64 { let b = a + 1; b }"), "a");
        assert_eq!(pinned("fn f(a: u64) -> bool { a == 1 }"), "a");
        assert_eq!(
            pinned("fn f(a: u64) -> bool { if a <= 3 { return true; } g(a) }"),
            ""
        );
    }

    #[test]
    fn doubtful_ones_are_left_alone() {
        for body in [
            "{}",
            "{ x.a }",
            "{ let a = 3; a }",
            "{ let (a, b) = g(); a }",
            "{ g(|a| a + 1) }",
            "{ g(|(a, b)| a + 1) }",
            "{ match g() { Some(a) => a, None => 0 } }",
            "{ match g() { a => a } }",
            "{ if let Some(a) = g() { a } }",
            "{ for a in g() { a } }",
            "{ fn h(a: u64) -> u64 { a } h(3) }",
            "{ S { a: 3 } }",
            "{ a = 3; a }",
            "{ a += 3; }",
            "{ a <<= 3; }",
            "{ println!(\"{}\", a); }",
            "{ a::b() }",
            "{ #[cfg(x)] g(a); }",
            "{ static a: u64 = 3; a }",
        ] {
            assert_eq!(pinned(&format!("fn f(a: u64) -> u64 {body}")), "", "{body}");
        }
    }

    #[test]
    fn only_plain_scalars() {
        assert_eq!(
            pinned(
                "fn f(a: &u64, (b, c): (u8, u8), #[cfg(x)] d: u8, e: String) { g(a, b, c, d, e) }"
            ),
            ""
        );
    }
}
