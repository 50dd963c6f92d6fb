//! What can go wrong in an analysis: what, where, how to mend it, and the exit status that says so.

use std::fmt;
use std::path::{Path, PathBuf};

/// Exit status of the program after an error, numbered as in BSD's `sysexits.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitStatus {
    /// The command line was not understood.
    Usage = 64,
    /// An input exists but its content is damaged, has the wrong shape, or holds NaN.
    BadInput = 65,
    /// An input is missing or cannot be opened.
    MissingInput = 66,
    /// The input is sound but the analysis has no answer.
    NoAnswer = 70,
    /// A result cannot be written.
    Output = 73,
}

/// An analysis that could not be done. `Display` gives one complete message for a person.
#[derive(Debug)]
pub enum XpcsError {
    /// The command line was not understood.
    Usage {
        /// What is wrong with it.
        problem: String,
    },
    /// An input file or folder cannot be opened.
    Missing {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// An input file is not what it should be.
    Malformed {
        /// The file, or the name of a data set that never was a file.
        path: PathBuf,
        /// The array inside it, where the problem is in one array.
        array: Option<&'static str>,
        /// What is wrong.
        problem: String,
        /// What the reader can do.
        remedy: &'static str,
    },
    /// The input is sound but the analysis has no answer.
    NoAnswer {
        /// The analysis and what it found.
        problem: String,
        /// What the reader can do.
        remedy: &'static str,
    },
    /// A result cannot be written.
    Output {
        /// The file to be written.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
}

impl XpcsError {
    /// A malformed array inside an archive.
    pub(crate) fn malformed(
        path: &Path,
        array: &'static str,
        problem: impl Into<String>,
        remedy: &'static str,
    ) -> Self {
        Self::Malformed {
            path: path.to_owned(),
            array: Some(array),
            problem: problem.into(),
            remedy,
        }
    }

    /// The exit status that stands for this class of error.
    pub fn exit_status(&self) -> ExitStatus {
        match self {
            Self::Usage { .. } => ExitStatus::Usage,
            Self::Missing { .. } => ExitStatus::MissingInput,
            Self::Malformed { .. } => ExitStatus::BadInput,
            Self::NoAnswer { .. } => ExitStatus::NoAnswer,
            Self::Output { .. } => ExitStatus::Output,
        }
    }

    /// What the reader can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Usage { .. } => "`xpcs --help` lists every option with an example",
            Self::Missing { .. } => {
                "check the folder given to --data, or leave --data out to use the generated data set"
            }
            Self::Malformed { remedy, .. } | Self::NoAnswer { remedy, .. } => remedy,
            Self::Output { .. } => {
                "choose a file in a folder that exists, has room, and that you may write to"
            }
        }
    }
}

impl fmt::Display for XpcsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tell_what_and_where(f)?;
        write!(f, "\n  remedy: {}", self.remedy())
    }
}

impl XpcsError {
    fn tell_what_and_where(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { problem } | Self::NoAnswer { problem, .. } => f.write_str(problem),
            Self::Missing { path, cause } => {
                write!(f, "cannot open the input {}: {cause}", path.display())
            }
            Self::Malformed {
                path,
                array: None,
                problem,
                ..
            } => {
                write!(f, "{}: {problem}", path.display())
            }
            Self::Malformed {
                path,
                array: Some(array),
                problem,
                ..
            } => {
                write!(f, "{}: array `{array}` {problem}", path.display())
            }
            Self::Output { path, cause } => {
                write!(f, "cannot write the results to {}: {cause}", path.display())
            }
        }
    }
}

impl std::error::Error for XpcsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Missing { cause, .. } | Self::Output { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
