//! What an argument holds by its type: what becomes of it where nothing takes it over.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::{FnArg, Generics, Pat, ReceiverKind, Type};

use super::future::without_groups;
use super::is_scalar;

/// What becomes of an argument that is not moved.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Nothing, and it is `Copy`.
    Copy,
    /// Nothing, but a borrow of it is another type than itself.
    Reference,
    /// It may be dropped.
    Value,
    /// A pattern takes it apart; what is not bound may be dropped, too.
    Parts,
}

pub(super) fn holds(input: &FnArg) -> Holds {
    match input {
        FnArg::Receiver(receiver) => match &receiver.kind {
            ReceiverKind::Reference(_, _, None) => Holds::Copy,
            ReceiverKind::Reference(..) => Holds::Reference,
            ReceiverKind::Typed(_, written) => holds_type(written),
            _ => Holds::Value,
        },
        FnArg::Typed(argument) => match (&*argument.pat, holds_type(&argument.ty)) {
            (Pat::Ident(_) | Pat::Wild(_), holds) => holds,
            (_, Holds::Value) => Holds::Parts,
            (_, holds) => holds,
        },
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

/// The names that a tuple pattern gives to what is `Copy` by its type: nothing is dropped with them, wherever they are.
pub(super) fn copied_parts(input: &FnArg) -> Vec<Ident> {
    let FnArg::Typed(argument) = input else {
        return Vec::new();
    };
    let (Pat::Tuple(pattern), Type::Tuple(types)) = (&*argument.pat, without_groups(&argument.ty))
    else {
        return Vec::new();
    };
    if pattern.elems.len() != types.elems.len() {
        return Vec::new();
    }
    let parts = pattern.elems.iter().zip(&types.elems);
    parts
        .filter_map(|(part, written)| match part {
            Pat::Ident(part) if part.mutability.is_none() && part.by_ref.is_none() => {
                (holds_type(written) == Holds::Copy).then(|| part.ident.clone())
            }
            _ => None,
        })
        .collect()
}

/// Whether a value of this argument's type could be `Copy` and yet hold what is not `Sync`: a type parameter could.
pub(super) fn may_be_copy(generics: &Generics, input: &FnArg) -> bool {
    let FnArg::Typed(argument) = input else {
        return true;
    };
    let is_parameter = |word: &Ident| {
        let declared = generics
            .type_params()
            .any(|parameter| parameter.ident == *word);
        // Those of the `impl` block are out of sight, but not out of custom.
        declared || word == "impl" || word.to_string().len() == 1
    };
    any_word(
        &argument
            .ty
            .to_token_stream()
            .into_iter()
            .collect::<Vec<_>>(),
        &is_parameter,
    )
}

fn any_word(trees: &[TokenTree], is_wanted: &dyn Fn(&Ident) -> bool) -> bool {
    trees.iter().any(|tree| match tree {
        TokenTree::Ident(word) => is_wanted(word),
        TokenTree::Group(group) => {
            any_word(&group.stream().into_iter().collect::<Vec<_>>(), is_wanted)
        }
        _ => false,
    })
}
