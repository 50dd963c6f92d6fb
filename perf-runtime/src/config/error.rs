//! An environment variable that asks for something impossible: what, where, and how to mend it.

use std::ffi::OsString;
use std::fmt;

use super::run_id::RunIdError;
use super::{
    BASELINE_NAME_RULE, BASELINE_VARIABLE, DIRECTORY_VARIABLE, LIVE_VARIABLE, MODE_VARIABLE,
    RUN_VARIABLE,
};

/// Why the environment variables cannot be obeyed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// `PERF_BUDGET` holds an unknown word.
    Mode {
        /// The variable's value.
        value: OsString,
    },
    /// `PERF_BUDGET_RUN` cannot be the name of a folder.
    Run {
        /// The variable's value.
        value: OsString,
        /// What is wrong with it.
        cause: RunIdError,
    },
    /// `PERF_BUDGET_LIVE` holds an unknown word.
    Live {
        /// The variable's value.
        value: OsString,
    },
    /// `PERF_BUDGET_DIR` is not a folder's path.
    Directory {
        /// The variable's value.
        value: OsString,
        /// What is wrong with it.
        cause: String,
    },
    /// `PERF_BUDGET_BASELINE` cannot name a baseline.
    Baseline {
        /// The variable's value.
        value: OsString,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mode { value } => write!(
                f,
                "the environment variable {MODE_VARIABLE} is {value:?}, which is none of `enforce`, `report`, `collect`, `off`; \
                 set it to one of these, or unset it to enforce budgets in tests only"
            ),
            Self::Run { value, cause } => write!(
                f,
                "the environment variable {RUN_VARIABLE} is {value:?}, which cannot name a run: {cause}; \
                 {}, or unset it to name runs automatically",
                RunIdError::REMEDY
            ),
            Self::Live { value } => write!(
                f,
                "the environment variable {LIVE_VARIABLE} is {value:?}, which is not `off`; set it to `off`, or unset it for \
                 a live line of long workflows on terminals"
            ),
            Self::Directory { value, cause } => write!(
                f,
                "the environment variable {DIRECTORY_VARIABLE} is {value:?}, which cannot be a folder: {cause}; \
                 set it to the path of a folder, or unset it to write run files below cargo's target folder"
            ),
            Self::Baseline { value } => write!(
                f,
                "the environment variable {BASELINE_VARIABLE} is {value:?}, which cannot name a baseline; \
                 use {BASELINE_NAME_RULE}, or unset it to compare with the one that perf-budget.toml names"
            ),
        }
    }
}

impl std::error::Error for ConfigError {}
