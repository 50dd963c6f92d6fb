//! The name of a run: one plain folder name, so that nothing outside the runs folder can be named by it.

use std::fmt;

/// Longest name of a run in bytes: far above a UUID, and a file system's 255 leaves room for what is appended.
const LONGEST: usize = 100;

/// The name of a run: 1 to 100 of `A–Z a–z 0–9 . _ -`, starting with a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RunId(String);

/// Why a text cannot name a run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunIdError {
    /// There is no text.
    Empty,
    /// The text is longer than a folder's name should be.
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The first character is not a letter or digit: `..`, `-x`.
    Start {
        /// The first character.
        first: char,
    },
    /// A character that paths, shells or other systems give a meaning of their own.
    Character {
        /// The first such character.
        found: char,
    },
    /// The text is not UTF-8.
    NotUtf8,
}

impl RunId {
    /// Checks that the text can name a run.
    ///
    /// # Errors
    ///
    /// Names what is wrong with the text.
    pub fn new(text: impl Into<String>) -> Result<Self, RunIdError> {
        let text = text.into();
        let Some(first) = text.chars().next() else {
            return Err(RunIdError::Empty);
        };
        if text.len() > LONGEST {
            return Err(RunIdError::TooLong { bytes: text.len() });
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if let Some(found) = text.chars().find(|&c| !plain(c)) {
            return Err(RunIdError::Character { found });
        }
        if !first.is_ascii_alphanumeric() {
            return Err(RunIdError::Start { first });
        }
        Ok(Self(text))
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl RunIdError {
    /// How to mend any of them.
    pub(super) const REMEDY: &'static str =
        "use 1 to 100 letters, digits, `.`, `_` and `-`, starting with a letter or digit";
}

impl fmt::Display for RunIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::TooLong { bytes } => write!(f, "it is {bytes} bytes long"),
            Self::Start { first } => write!(f, "it starts with {first:?}"),
            Self::Character { found } => write!(f, "it contains {found:?}"),
            Self::NotUtf8 => f.write_str("it is not UTF-8"),
        }
    }
}

impl std::error::Error for RunIdError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_accepted() {
        for name in ["1", "before-rewrite", "v1.2_x", &"a".repeat(LONGEST)] {
            assert_eq!(RunId::new(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn names_that_could_leave_the_folder_are_refused() {
        let separators = [("../up", '/'), ("a/b", '/'), ("a\\b", '\\'), ("C:x", ':')];
        for (name, found) in separators {
            assert_eq!(RunId::new(name), Err(RunIdError::Character { found }));
        }
        for name in ["..", ".", ".hidden", "-rf"] {
            assert!(
                matches!(RunId::new(name), Err(RunIdError::Start { .. })),
                "{name}"
            );
        }
        assert_eq!(RunId::new(""), Err(RunIdError::Empty));
        let long = "a".repeat(LONGEST + 1);
        assert_eq!(
            RunId::new(long),
            Err(RunIdError::TooLong { bytes: LONGEST + 1 })
        );
        for found in ['\n', '\0', ' ', '*', 'é'] {
            let name = format!("a{found}");
            assert_eq!(RunId::new(name), Err(RunIdError::Character { found }));
        }
    }
}
