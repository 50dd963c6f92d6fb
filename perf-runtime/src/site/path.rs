//! The printed name of a site, cut from the name of a type that its expansion declares inside the function.

/// Turns `krate::module::<impl krate::module::Type>::method::__PerfHere` into `krate::module::Type::method`.
/// `function` is empty where the attribute does not know it (phases).
///
/// The compiler's spelling of type names is not stable; a spelling that is not understood falls back to
/// `module::function`, which is always right but does not show the type.
pub(super) fn of_marker(marker: &str, module: &str, function: &str) -> String {
    let fallback = || match module {
        "" => function.to_owned(),
        _ => format!("{module}::{function}"),
    };
    let Some((inside, _marker_type)) = marker.rsplit_once("::") else {
        return fallback();
    };
    let inside = inside.strip_suffix("::{{closure}}").unwrap_or(inside);
    let path = match inside.find('<') {
        None => inside.to_owned(),
        Some(0) => match of_trait(inside, module) {
            Some(path) => path,
            None => return fallback(),
        },
        Some(_) => match without_impl(inside) {
            Some(path) => path,
            None => return fallback(),
        },
    };
    if path.ends_with(function) {
        path
    } else {
        fallback()
    }
}

/// Replaces the segment `<impl Trait for a::b::Type<…>>` by the last segment of its type: the module is printed already.
/// Of `Type<…>` the arguments are left out.
fn without_impl(path: &str) -> Option<String> {
    let start = path.find('<')?;
    let end = start + matching_bracket(&path[start..])?;
    let inner = &path[start + 1..end];
    if !path[..start].ends_with("::") {
        return Some(format!("{}{}", &path[..start], &path[end + 1..]));
    }
    let subject = match (inner.strip_prefix("impl "), inner.split_once(" as ")) {
        (Some(header), _) => header.rsplit_once(" for ").map_or(header, |(_, ty)| ty),
        (None, Some((ty, _))) => ty,
        (None, None) => return None,
    };
    let subject = subject.split('<').next()?;
    let subject = subject.rsplit("::").next()?;
    Some(format!("{}{subject}{}", &path[..start], &path[end + 1..]))
}

/// Turns `<a::b::Type<…> as Trait>::method` into `module::Type::method`; a type that has no name stands in brackets.
fn of_trait(path: &str, module: &str) -> Option<String> {
    let end = matching_bracket(path)?;
    let inner = &path[1..end];
    let subject = &inner[..end_of_type(inner)?];
    let name = subject.split('<').next()?;
    let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '#');
    let subject = match name.rsplit("::").next() {
        Some(last) if !last.is_empty() && name.chars().all(is_path) => last.to_owned(),
        _ => format!("<{subject}>"),
    };
    let rest = &path[end + 1..];
    Some(match module {
        "" => format!("{subject}{rest}"),
        _ => format!("{module}::{subject}{rest}"),
    })
}

/// Where the ` as ` stands that is in no bracket.
fn end_of_type(text: &str) -> Option<usize> {
    let mut places = text.match_indices(" as ").map(|(at, _)| at);
    places.find(|&at| {
        let count = |sign: &str| text[..at].matches(sign).count();
        count("<") + count("->") == count(">")
    })
}

/// The offset of the `>` that closes the `<` at offset 0; arrows `->` do not count.
fn matching_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut previous = ' ';
    for (offset, character) in text.char_indices() {
        match character {
            '<' => depth += 1,
            '>' if previous != '-' => {
                depth -= 1;
                if depth == 0 {
                    return Some(offset);
                }
            }
            _ => {}
        }
        previous = character;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::of_marker;

    #[test]
    fn impl_blocks_print_as_their_type() {
        let cases = [
            ("k::m::f::__PerfHere", "f", "k::m::f"),
            (
                "k::m::<impl k::m::Type>::f::__PerfHere",
                "f",
                "k::m::Type::f",
            ),
            (
                "k::m::<impl core::clone::Clone for k::m::Type<T>>::f::__PerfHere",
                "f",
                "k::m::Type::f",
            ),
            ("k::m::Type<T>::f::__PerfHere", "f", "k::m::Type::f"),
            ("k::m::f::{{closure}}::__PerfHere", "f", "k::m::f"),
            ("k::m::f::__PerfHere", "", "k::m::f"),
            (
                "<k::m::Type as k::Trait<u8>>::f::__PerfHere",
                "f",
                "k::m::Type::f",
            ),
            (
                "<k::other::Type<_> as core::fmt::Debug>::f::{{closure}}::__PerfHere",
                "f",
                "k::m::Type::f",
            ),
            (
                "<<u8 as k::Trait>::Name as k::Trait>::f::__PerfHere",
                "f",
                "k::m::<<u8 as k::Trait>::Name>::f",
            ),
            (
                "<&[u8] as k::Trait>::f::__PerfHere",
                "f",
                "k::m::<&[u8]>::f",
            ),
            (
                "<fn(u8) -> u8 as k::Trait>::f::__PerfHere",
                "f",
                "k::m::<fn(u8) -> u8>::f",
            ),
            ("<nonsense>::f::X", "f", "k::m::f"),
            ("nonsense", "f", "k::m::f"),
            ("k::m::<nonsense>::f::X", "f", "k::m::f"),
        ];
        for (marker, function, path) in cases {
            assert_eq!(of_marker(marker, "k::m", function), path, "{marker}");
        }
    }
}
