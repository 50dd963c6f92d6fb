//! Floor 4: limits and a snapshot in, verdicts out.

mod verdict;

pub use verdict::{Estimate, Evidence, Outcome, Severity, Verdict};
