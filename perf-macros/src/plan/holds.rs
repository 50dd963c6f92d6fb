//! What an argument holds by its type: what becomes of it where nothing takes it over.

use proc_macro2::Ident;
use syn::{FnArg, Pat, PathSegment, ReceiverKind, Type};

use super::future::without_groups;
use super::is_scalar;
use super::result::option_of;

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

/// Types of the standard library that are never `Copy`, whatever they hold. A user's own type of such a name is taken for
/// one of them, and borrowed if it is `Copy` after all.
const NEVER_COPY: [&str; 23] = [
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Box",
    "CString",
    "Cell",
    "Cow",
    "HashMap",
    "HashSet",
    "LinkedList",
    "Mutex",
    "OnceCell",
    "OnceLock",
    "OsString",
    "PathBuf",
    "Rc",
    "RefCell",
    "RwLock",
    "String",
    "UnsafeCell",
    "Vec",
    "VecDeque",
];

/// Whether a value of this argument's type could be `Copy` and yet hold what is not `Sync`: any type could whose name does
/// not say otherwise, by an `unsafe impl Send` on a pointer.
pub(super) fn may_be_copy(input: &FnArg) -> bool {
    match input {
        FnArg::Receiver(_) => true,
        FnArg::Typed(argument) => !is_never_copy(&argument.ty) && !is_plain(&argument.ty),
    }
}

fn is_never_copy(written: &Type) -> bool {
    match without_groups(written) {
        Type::Tuple(tuple) => tuple.elems.iter().any(is_never_copy),
        Type::Array(array) => is_never_copy(&array.elem),
        Type::Reference(reference) => reference.mutability.is_some(),
        Type::Path(named) if named.qself.is_none() => {
            let last = named.path.segments.last();
            let is_known = |last: &PathSegment| NEVER_COPY.iter().any(|name| last.ident == name);
            last.is_some_and(is_known) || option_of(&named.path).is_some_and(is_never_copy)
        }
        _ => false,
    }
}

/// Whether a borrow of the value can go wherever the value can: of scalars and shared references.
fn is_plain(written: &Type) -> bool {
    match without_groups(written) {
        Type::Tuple(tuple) => tuple.elems.iter().all(is_plain),
        Type::Array(array) => is_plain(&array.elem),
        Type::Path(named) if let Some(inner) = option_of(&named.path) => is_plain(inner),
        other => holds_type(other) == Holds::Copy,
    }
}

#[cfg(test)]
mod tests {
    use super::may_be_copy;
    use syn::parse_quote;

    #[test]
    fn what_may_be_copy() {
        for argument in [
            parse_quote!(self: Pin<Self>),
            parse_quote!(x: T),
            parse_quote!(x: raw::Pointer<String>),
            parse_quote!(x: <A as B>::Vec),
            parse_quote!(x: [(u8, Id); 3]),
            parse_quote!(x: Option<Id>),
            parse_quote!(x: impl Fn()),
        ] {
            assert!(may_be_copy(&argument));
        }
        for argument in [
            parse_quote!(x: Vec<T>),
            parse_quote!(x: std::cell::Cell<u8>),
            parse_quote!((x, y): (u8, (Id, Box<u8>))),
            parse_quote!(x: [String; 3]),
            parse_quote!(x: Option<Box<Id>>),
            parse_quote!(x: Option<&str>),
            parse_quote!(x: (Id, &mut u8)),
            parse_quote!(x: [(u8, &str); 1000]),
        ] {
            assert!(!may_be_copy(&argument));
        }
    }
}
