//! What is wrong with the machine classes of a file: where, what, and how to mend it.

use std::fmt;
use std::path::PathBuf;

/// Why the machine classes of a file cannot be obeyed. Nothing may be judged as if there were none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassError {
    /// The file.
    pub file: PathBuf,
    /// Line and column, from 1; `None` where the file could not be read at all.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

impl fmt::Display for ClassError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}; {}", self.what, self.remedy)
    }
}

impl std::error::Error for ClassError {}
