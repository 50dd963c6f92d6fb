//! Tells whether items stand among statements: those may not follow a statement of ours.

use proc_macro2::TokenTree;

/// Whether any statement could be an item. Guessing yes is harmless: it costs a pair of braces.
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
