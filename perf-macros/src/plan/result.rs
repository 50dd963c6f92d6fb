//! Whether the result of a body is shown to a barrier before the second reading of the clock.
//!
//! What is returned in registers can be computed behind that reading: the compiler has no reason to do it before. What is
//! returned in memory is there when the guard closes.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, ReturnType, Type};

use super::{future, is_scalar, items};

/// How the result is held before the second reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Held {
    /// Not at all: there is none, it travels in memory, or handing it on might change what the body means.
    Not,
    /// As a scalar or some of them: no coercion makes one, and handing it on copies next to nothing.
    Scalar,
    /// If it turns out to be small enough for registers: nobody can tell by the name of its type.
    IfSmall,
}

/// Types of the standard library that are larger than two registers, or that a coercion may have made.
const NOT_HELD: [&str; 15] = [
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Box",
    "Cow",
    "HashMap",
    "HashSet",
    "OsString",
    "PathBuf",
    "Pin",
    "Rc",
    "String",
    "Vec",
    "VecDeque",
];

/// How the result of a function with this return type is held.
pub(super) fn held(output: &ReturnType) -> Held {
    match output {
        ReturnType::Type(_, written) if is_scalars(written) => Held::Scalar,
        ReturnType::Type(_, written) if may_be_small(written) => Held::IfSmall,
        _ => Held::Not,
    }
}

/// Whether a value is a scalar or some of them.
fn is_scalars(written: &Type) -> bool {
    match future::without_groups(written) {
        // The empty one is no value to hold.
        Type::Tuple(tuple) => !tuple.elems.is_empty() && tuple.elems.iter().all(is_scalars),
        Type::Path(named) if named.qself.is_none() => {
            is_scalar(written) || option_of(&named.path).is_some_and(is_scalars)
        }
        _ => false,
    }
}

/// Whether a value may fit into two registers. What `dyn` stands in may be made by a coercion, and `impl` in no expression.
fn may_be_small(written: &Type) -> bool {
    match future::without_groups(written) {
        Type::Tuple(tuple) => !tuple.elems.is_empty() && tuple.elems.iter().all(may_be_small),
        Type::Path(named) => {
            let last = named.path.segments.last();
            let is_known = last.is_some_and(|last| NOT_HELD.iter().any(|name| last.ident == name));
            !is_known && !items::mention_dyn_or_impl(named.to_token_stream())
        }
        _ => false,
    }
}

/// `T` of `Option<T>`.
pub(super) fn option_of(path: &syn::Path) -> Option<&Type> {
    let last = path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(inner) if last.ident == "Option" => Some(inner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, held};
    use syn::parse_str;

    #[test]
    fn scalars_are_held_and_what_may_be_small_if_it_is() {
        for (output, expected) in [
            ("", Held::Not),
            ("-> ()", Held::Not),
            ("-> !", Held::Not),
            ("-> u64", Held::Scalar),
            ("-> (f32, (u8, bool))", Held::Scalar),
            ("-> Option<(u8, char)>", Held::Scalar),
            ("-> Complex<f64>", Held::IfSmall),
            ("-> Self", Held::IfSmall),
            ("-> <T as Trait>::Output", Held::IfSmall),
            ("-> (Meters, u8)", Held::IfSmall),
            ("-> io::Result<u8>", Held::IfSmall),
            ("-> Option<&T>", Held::IfSmall),
            ("-> &str", Held::Not),
            ("-> [u8; 2]", Held::Not),
            ("-> Vec<u8>", Held::Not),
            ("-> std::boxed::Box<u8>", Held::Not),
            ("-> Result<u8, Box<dyn Error>>", Held::Not),
            ("-> Option<impl Fn()>", Held::Not),
            ("-> impl Iterator<Item = u8>", Held::Not),
        ] {
            assert_eq!(held(&parse_str(output).unwrap()), expected, "{output}");
        }
    }
}
