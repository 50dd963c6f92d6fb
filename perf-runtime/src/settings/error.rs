//! What is wrong with `perf-budget.toml`: where, what, and how to mend it.

use std::fmt;
use std::path::PathBuf;

use crate::terminal::clean;

/// Why a file cannot be obeyed. Nothing may be judged as if it did not say what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    /// The file.
    pub file: PathBuf,
    /// Line and column, from 1; `None` where the file could not be read at all.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

/// Fit for a terminal: keys and values of the file stand in it as they are, and a checkout may be anybody's.
impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", clean(&self.file.display().to_string()))?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}; {}", clean(&self.what), clean(&self.remedy))
    }
}

impl std::error::Error for SettingsError {}
