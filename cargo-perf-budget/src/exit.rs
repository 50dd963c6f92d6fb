//! The exit statuses: one for each kind of answer, the same numbers that test processes use.

use perf_runtime::budget::Gate;
use perf_runtime::process::exit_code;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing that fails.
    Success,
    /// A budget is broken.
    Over,
    /// A limit could not be measured, or nobody called its function.
    NotMeasured,
    /// The evidence decides nothing, and the policy is strict.
    Inconclusive,
    /// No budget is registered: nothing was checked at all.
    NothingRegistered,
    /// An option, an environment variable or a configuration file cannot be obeyed.
    BadConfig,
    /// A file cannot be read or written, or is not what it should be.
    Io,
    /// Something became worse than in the accepted baseline.
    Regression,
    /// The workspace does not build.
    BuildFailed,
    /// A test failed by itself.
    TestsFailed,
}

impl Exit {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 10] = [
        Self::Success,
        Self::Over,
        Self::NotMeasured,
        Self::Inconclusive,
        Self::NothingRegistered,
        Self::BadConfig,
        Self::Io,
        Self::Regression,
        Self::BuildFailed,
        Self::TestsFailed,
    ];

    /// The process's exit status. 2 is clap's, for arguments that cannot be parsed.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Over => exit_code::OVER,
            Self::NotMeasured => exit_code::NOT_MEASURED,
            Self::Inconclusive => exit_code::INCONCLUSIVE,
            Self::NothingRegistered => exit_code::NOTHING_REGISTERED,
            Self::BadConfig => exit_code::BAD_CONFIG,
            Self::Io => exit_code::IO,
            // 96 says, in a test process, that judging failed.
            Self::Regression => 97,
            Self::BuildFailed => 98,
            Self::TestsFailed => 99,
        }
    }

    /// What the status says, for the help.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "nothing that fails",
            Self::Over => "a budget is broken",
            Self::NotMeasured => "a limit could not be measured, or nobody called its function",
            Self::Inconclusive => "undecided, under --strict",
            Self::NothingRegistered => "no budget is registered: nothing was checked",
            Self::BadConfig => "an option, variable or configuration file cannot be obeyed",
            Self::Io => "a file cannot be read or written, or is corrupt",
            Self::Regression => "worse than the accepted baseline",
            Self::BuildFailed => "the workspace does not build",
            Self::TestsFailed => "a test failed by itself",
        }
    }
}

impl From<Gate> for Exit {
    fn from(gate: Gate) -> Self {
        match gate {
            Gate::Pass => Self::Success,
            Gate::Over => Self::Over,
            Gate::NotMeasured => Self::NotMeasured,
            Gate::Inconclusive => Self::Inconclusive,
            Gate::NothingRegistered => Self::NothingRegistered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_has_its_own_status_away_from_those_of_tests_and_shells() {
        let mut codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert!(codes.is_sorted());
        codes.dedup();
        assert_eq!(codes.len(), Exit::ALL.len());
        assert!(
            codes
                .iter()
                .all(|code| !matches!(code, 1 | 2 | 96 | 101 | 126..))
        );
    }
}
