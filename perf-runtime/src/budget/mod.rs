//! Floor 4: limits and a snapshot in, verdicts out, and from verdicts the gate.
//!
//! `judge` walks sites, contexts and limits; `time`, `tail`, `exact` and `growth` each know one kind of figure; `grade` turns an
//! excess into a severity; `policy` turns verdicts into a gate.

mod exact;
mod finding;
mod grade;
mod growth;
mod judge;
mod median;
mod policy;
mod remarks;
mod subject;
mod tail;
#[cfg(test)]
mod tests;
mod time;
mod verdict;

pub use crate::stats::Estimate;
pub use exact::unmeasured;
pub(crate) use finding::Finding;
pub(crate) use growth::{Read, judge as judge_growth};
pub use judge::{judge, judge_site, only_workloads_judge};
pub(crate) use median::CLEAR_CUT;
pub use policy::{Gate, Policy, gate};
pub use subject::{Bound, Changed, Subject};
pub use verdict::{Evidence, Outcome, Severity, Verdict};
