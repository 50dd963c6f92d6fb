//! Why a program cannot be sampled: what, and how to mend it.

use std::fmt;

/// Why there is no profile.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileError {
    /// Somebody samples this process already.
    Running,
    /// The system refuses the timer or the signal.
    Refused {
        /// What it said.
        cause: String,
    },
}

impl From<pprof::Error> for ProfileError {
    fn from(error: pprof::Error) -> Self {
        match error {
            pprof::Error::Running => Self::Running,
            other => Self::Refused {
                cause: other.to_string(),
            },
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => f.write_str(
                "this process is being sampled already, and has one timer for it; stop the other sampler first",
            ),
            Self::Refused { cause } => write!(
                f,
                "this process cannot be sampled: {cause}; sampling needs an interval timer (`setitimer`) and the signal \
                 SIGPROF, which a container or a sandbox may forbid"
            ),
        }
    }
}

impl std::error::Error for ProfileError {}
