//! Chooses the arguments that the timed block of an async function takes over, rather than borrows.
//!
//! A block that borrows an argument is `Send` only where the argument is `Sync`; the bare function asks for `Send`
//! alone. Taken over, an argument is dropped when the block ends, before those that stayed outside: so only the last
//! arguments are, in one uninterrupted row. And only those that the body surely reads, for a mention of ours would
//! silence the user's `unused_variables`.

use proc_macro2::{Ident, TokenTree};
use syn::punctuated::Punctuated;
use syn::{FnArg, Pat, ReceiverKind, Token, Type};

use super::arguments::is_surely_read;
use super::future::{Rebound, without_groups};
use super::is_scalar;

/// The names of the arguments to take over, the last one first: captures are dropped in the order of their mention,
/// arguments in the reverse order of their declaration.
pub(super) fn taken(
    inputs: &Punctuated<FnArg, Token![,]>,
    rebound: &[Rebound],
    body: &[TokenTree],
) -> Vec<Ident> {
    let mut taken = Vec::new();
    for input in inputs.iter().rev() {
        let name = name(input).filter(|name| is_surely_read(name, body));
        match (holds(input), name) {
            // Copied anyway, or bound anew.
            (Holds::Copy, _) => {}
            (Holds::Reference, Some(name)) => {
                if rebound.iter().all(|rebound| rebound.name != name) {
                    taken.push(name);
                }
            }
            (Holds::Reference, None) => {}
            (Holds::Value, Some(name)) => taken.push(name),
            (Holds::Value, None) => break,
        }
    }
    taken
}

/// What becomes of an argument that is not moved.
enum Holds {
    /// Nothing, and it is `Copy`.
    Copy,
    /// Nothing, but a borrow of it is another type than itself.
    Reference,
    /// It may be dropped.
    Value,
}

fn holds(input: &FnArg) -> Holds {
    match input {
        FnArg::Receiver(receiver) => match &receiver.kind {
            ReceiverKind::Reference(_, _, None) => Holds::Copy,
            ReceiverKind::Reference(..) => Holds::Reference,
            ReceiverKind::Typed(_, written) => holds_type(written),
            _ => Holds::Value,
        },
        FnArg::Typed(argument) => holds_type(&argument.ty),
    }
}

fn holds_type(written: &Type) -> Holds {
    match without_groups(written) {
        Type::Reference(reference) if reference.mutability.is_some() => Holds::Reference,
        Type::Reference(_) | Type::Ptr(_) | Type::FnPtr(_) => Holds::Copy,
        other if is_scalar(other) => Holds::Copy,
        _ => Holds::Value,
    }
}

/// The name of an argument that is there under no condition and as a whole.
fn name(input: &FnArg) -> Option<Ident> {
    match input {
        FnArg::Receiver(receiver) => receiver
            .attrs
            .is_empty()
            .then(|| Ident::new("self", receiver.self_token.span)),
        FnArg::Typed(argument) => match &*argument.pat {
            Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
                argument.attrs.is_empty().then(|| pattern.ident.clone())
            }
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::taken;
    use proc_macro2::TokenTree;
    use syn::ItemFn;

    fn names(text: &str) -> String {
        let function: ItemFn = syn::parse_str(text).unwrap();
        let block = &function.block;
        let statements: Vec<TokenTree> = quote::quote!(#block).into_iter().collect();
        let names: Vec<String> = taken(&function.sig.inputs, &[], &statements)
            .iter()
            .map(ToString::to_string)
            .collect();
        names.join(" ")
    }

    #[test]
    fn a_row_of_arguments_that_are_surely_read() {
        assert_eq!(
            names("async fn f(a: Cell<u8>, b: T) { a.g(); b.g(); }"),
            "b a"
        );
        assert_eq!(
            names("async fn f(a: A, b: &B, c: &mut C) { g(a, b, c) }"),
            "c a"
        );
        assert_eq!(names("async fn f(a: A, n: u64, _: &str) { g(a, n) }"), "a");
        assert_eq!(
            names("async fn f(self: Box<Self>, a: A) { self.g(a) }"),
            "a self"
        );
    }

    #[test]
    fn what_would_change_the_order_or_a_lint_stays_outside() {
        assert_eq!(names("async fn f(a: A, _: B) { a.g() }"), "");
        assert_eq!(
            names("async fn f(a: A, b: B) { a.g(); println!(\"{b}\") }"),
            ""
        );
        assert_eq!(names("async fn f(a: A, #[cfg(x)] b: B) { g(a, b) }"), "");
        assert_eq!(names("async fn f(a: A) { let a = 3; }"), "");
    }
}
