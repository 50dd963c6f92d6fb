//! Floor 4: limits and a snapshot in, verdicts out.

mod verdict;

pub use crate::stats::Estimate;
pub use verdict::{Evidence, Outcome, Severity, Verdict};
