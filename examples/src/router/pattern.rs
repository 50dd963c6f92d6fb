//! What may be registered: `/users/:id/posts`.

use std::fmt;

use super::parameters::MOST_PARAMETERS;

/// One part of a path, between slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// Matches itself.
    Literal(&'a str),
    /// Matches anything, and binds it to this name.
    Parameter(&'a str),
}

/// Why a pattern cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// It does not start with a slash.
    NotAbsolute,
    /// Two slashes follow each other, or a parameter has no name.
    EmptySegment,
    /// It has more parameters than a match can hold.
    TooManyParameters,
    /// The same path is registered already.
    Taken,
    /// Another pattern has a parameter of another name in the same place.
    OtherName {
        /// The name that is there already.
        registered: String,
    },
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAbsolute => f.write_str("a pattern starts with `/`"),
            Self::EmptySegment => f.write_str("a pattern has no empty segment and no empty name"),
            Self::TooManyParameters => {
                write!(f, "a pattern has at most {MOST_PARAMETERS} parameters")
            }
            Self::Taken => f.write_str("the pattern is registered already"),
            Self::OtherName { registered } => {
                write!(
                    f,
                    "the parameter in this place is called `:{registered}` already"
                )
            }
        }
    }
}

impl std::error::Error for PatternError {}

/// The segments of a path, which starts with a slash; `/` has none.
pub(super) fn segments(path: &str) -> Option<std::str::Split<'_, char>> {
    let mut segments = path.strip_prefix('/')?.split('/');
    if path == "/" {
        segments.next();
    }
    Some(segments)
}

/// The segments of a pattern.
///
/// # Errors
///
/// All but [`PatternError::Taken`] and [`PatternError::OtherName`], which only the tree can see.
pub(super) fn parse(pattern: &str) -> Result<Vec<Segment<'_>>, PatternError> {
    let parsed: Vec<Segment<'_>> = segments(pattern)
        .ok_or(PatternError::NotAbsolute)?
        .map(|segment| match segment.strip_prefix(':') {
            Some("") => Err(PatternError::EmptySegment),
            None if segment.is_empty() => Err(PatternError::EmptySegment),
            Some(name) => Ok(Segment::Parameter(name)),
            None => Ok(Segment::Literal(segment)),
        })
        .collect::<Result<_, _>>()?;
    let parameters = parsed
        .iter()
        .filter(|segment| matches!(segment, Segment::Parameter(_)));
    if parameters.count() > MOST_PARAMETERS {
        return Err(PatternError::TooManyParameters);
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_taken_apart() {
        let parsed = parse("/users/:id/posts").expect("a pattern");
        let expected = [
            Segment::Literal("users"),
            Segment::Parameter("id"),
            Segment::Literal("posts"),
        ];
        assert_eq!(parsed, expected);
        assert_eq!(parse("/").expect("the root"), []);
    }

    #[test]
    fn mistakes_are_told_apart() {
        assert_eq!(parse("users"), Err(PatternError::NotAbsolute));
        assert_eq!(parse(""), Err(PatternError::NotAbsolute));
        assert_eq!(parse("/users//posts"), Err(PatternError::EmptySegment));
        assert_eq!(parse("/users/"), Err(PatternError::EmptySegment));
        assert_eq!(parse("/:"), Err(PatternError::EmptySegment));
        assert_eq!(
            parse(&"/:x".repeat(9)),
            Err(PatternError::TooManyParameters)
        );
        assert!(parse(&"/:x".repeat(8)).is_ok());
    }
}
