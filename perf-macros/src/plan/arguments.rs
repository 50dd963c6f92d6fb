//! Finds the scalar arguments that a barrier may read: those the body surely reads itself.
//!
//! A barrier on an argument that the body ignores would silence the user's `unused_variables`. So an argument
//! counts only if its name stands where an expression reads it and nowhere where it could be anything else. What the
//! function only hands on to itself does not count either, for clippy's `only_used_in_recursion`.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::{FnArg, Pat, Token};

use super::is_scalar;
use super::reads::{InMacros, is_surely_read};

/// The names of the arguments to pin, of a function that is called `function`.
pub(super) fn pins(
    function: &Ident,
    inputs: &Punctuated<FnArg, Token![,]>,
    body: &[TokenTree],
) -> Vec<Ident> {
    let body = without_calls(function, body);
    let scalars = inputs.iter().filter_map(scalar);
    scalars
        .filter(|name| is_surely_read(name, &body, InMacros::Ignored))
        .collect()
}

/// A body without the arguments that it gives to `function`.
fn without_calls(function: &Ident, body: &[TokenTree]) -> Vec<TokenTree> {
    let mut kept: Vec<TokenTree> = Vec::new();
    for tree in body {
        let TokenTree::Group(group) = tree else {
            kept.push(tree.clone());
            continue;
        };
        let is_call = group.delimiter() == Delimiter::Parenthesis
            && matches!(kept.last(), Some(TokenTree::Ident(word)) if word == function);
        let inside: TokenStream = if is_call {
            TokenStream::new()
        } else {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            without_calls(function, &inside).into_iter().collect()
        };
        kept.push(Group::new(group.delimiter(), inside).into());
    }
    kept
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
        let names: Vec<String> = pins(&function.sig.ident, &function.sig.inputs, &statements)
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
            "a"
        );
    }

    #[test]
    fn doubtful_ones_are_left_alone() {
        for body in [
            "{}",
            "{ let a = 3; a }",
            "{ a = 3; a }",
            "{ println!(\"{}\", a); }",
            "{ #[cfg(x)] g(a); }",
        ] {
            assert_eq!(pinned(&format!("fn f(a: u64) -> u64 {body}")), "", "{body}");
        }
    }

    #[test]
    fn what_is_only_handed_on_in_recursion() {
        assert_eq!(
            pinned("fn f(n: u64, a: u8) -> u64 { if n == 0 { 1 } else { f(n - 1, a) } }"),
            "n"
        );
        assert_eq!(
            pinned("fn f(n: u64) -> u64 { self.f(n) + Self::f(g(n)) }"),
            ""
        );
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
