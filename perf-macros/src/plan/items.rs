//! What the statements of a body begin and end with, going by tokens.

use proc_macro2::{TokenStream, TokenTree};

/// Whether the last statement leaves by `return`: then its value passes us by, and a statement of ours behind it would
/// make it look needed.
pub(super) fn returns_at_the_end(statements: &[TokenTree]) -> bool {
    let is_semicolon =
        |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ';');
    let before_last = statements.len().saturating_sub(1);
    let last = statements[..before_last]
        .iter()
        .rposition(is_semicolon)
        .map_or(0, |semicolon| semicolon + 1);
    statements.last().is_some_and(is_semicolon) || mention_return(&statements[last..])
}

/// Whether there is a `return` anywhere, those of closures too.
pub(super) fn mention_return(trees: &[TokenTree]) -> bool {
    mention("return", trees.iter().cloned())
}

/// Whether a type has an `impl` in it, which may stand in signatures only.
pub(super) fn mention_impl(written: TokenStream) -> bool {
    mention("impl", written)
}

/// Whether a type has an `impl` in it, or a `dyn`, which a coercion may be needed for.
pub(super) fn mention_dyn_or_impl(written: TokenStream) -> bool {
    mention_impl(written.clone()) || mention("dyn", written)
}

fn mention(wanted: &str, trees: impl IntoIterator<Item = TokenTree>) -> bool {
    trees.into_iter().any(|tree| match tree {
        TokenTree::Ident(word) => word == wanted,
        TokenTree::Group(group) => mention(wanted, group.stream()),
        _ => false,
    })
}

/// Items may not follow a statement of ours: whether any statement could be an item.
/// Guessing yes is harmless: it costs a pair of braces.
pub(super) fn are_among(statements: &[TokenTree]) -> bool {
    const KEYWORDS: [&str; 14] = [
        "fn",
        "struct",
        "enum",
        "union",
        "trait",
        "impl",
        "mod",
        "use",
        "type",
        "static",
        "const",
        "extern",
        "macro_rules",
        "pub",
    ];
    statements.iter().any(|tree| match tree {
        TokenTree::Ident(word) => KEYWORDS.iter().any(|keyword| word == keyword),
        // A `$item:item` fragment, or any other.
        TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::None => {
            are_among(&group.stream().into_iter().collect::<Vec<_>>())
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{TokenTree, returns_at_the_end};

    fn returns(body: &str) -> bool {
        let body: proc_macro2::TokenStream = body.parse().unwrap();
        returns_at_the_end(&body.into_iter().collect::<Vec<TokenTree>>())
    }

    #[test]
    fn the_last_statement_decides() {
        assert!(returns("return 1;"));
        assert!(returns("f(); if x { return 1 } else { return 2 }"));
        assert!(returns("panic!();"));
        assert!(!returns(""));
        assert!(!returns("1 + 2"));
        assert!(!returns("if x { return 1; } y(); x + 1"));
    }
}
