//! How many limits are over, undecided, unread or kept.

use std::collections::HashMap;

use super::model::Report;
use crate::budget::{Outcome, only_workloads_judge};

/// Limits by their worst verdict over all contexts, so that a limit counts once however many tests call its function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Broken limits.
    pub over: usize,
    /// Limits of called functions that could not be read.
    pub not_measured: usize,
    /// Limits that the data could not decide.
    pub inconclusive: usize,
    /// Limits that are kept.
    pub within: usize,
    /// Limits that only workloads can judge, and none did.
    pub for_workloads: usize,
    /// Functions with limits that nobody called.
    pub not_called: usize,
}

impl Report {
    /// Counts the limits by their worst verdict.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut worst = HashMap::new();
        for verdict in &self.verdicts {
            let limit = (&*verdict.site, &*verdict.file, verdict.line, &*verdict.key);
            let judged = (
                verdict.called,
                verdict.outcome,
                only_workloads_judge(verdict.metric),
            );
            let known = worst.entry(limit).or_insert(judged);
            *known = judged.max(*known);
        }
        let mut tally = Tally::default();
        for (called, outcome, for_workloads) in worst.into_values() {
            let count = match (outcome, called) {
                (Outcome::Over, _) => &mut tally.over,
                (Outcome::NotMeasured, true) => &mut tally.not_measured,
                (Outcome::NotMeasured, false) if for_workloads => &mut tally.for_workloads,
                (Outcome::NotMeasured, false) => &mut tally.not_called,
                (Outcome::Inconclusive, _) => &mut tally.inconclusive,
                (Outcome::Within, _) => &mut tally.within,
            };
            *count += 1;
        }
        tally
    }
}
