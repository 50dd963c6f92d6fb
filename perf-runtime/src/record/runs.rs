//! How the runs of a workflow ended, and how long they took: one entry per site, changed once per run.

use super::{registry, threads};
use crate::clock::Scale;
use crate::guard::local;
use crate::site::Site;

/// How a run of a workflow ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunStatus {
    /// It came to its end, and did not return an error.
    Ok,
    /// It returned an error.
    Error,
    /// Nobody knows what it returned: it was left by some `return`, or kept open by a guard.
    Unknown,
    /// It panicked.
    Panicked,
    /// It is a future, and was dropped before it was ready.
    Cancelled,
}

/// The runs of one workflow.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct RunSums {
    pub(super) ok: u64,
    pub(super) errors: u64,
    pub(super) unknown: u64,
    pub(super) panicked: u64,
    pub(super) cancelled: u64,
    /// Uses of a handle after its run had ended.
    pub(super) late: u64,
    /// Ticks from start to end: their sum, that of their squares, the fewest and the most.
    pub(super) elapsed: f64,
    pub(super) elapsed_squares: f64,
    pub(super) shortest: f64,
    pub(super) longest: f64,
    /// The latest run.
    latest: Option<(RunStatus, f64)>,
}

impl RunSums {
    pub(super) const fn runs(&self) -> u64 {
        self.ok + self.errors + self.unknown + self.panicked + self.cancelled
    }

    fn count(&mut self, status: RunStatus, ticks: f64) {
        self.shortest = match self.runs() {
            0 => ticks,
            _ => self.shortest.min(ticks),
        };
        self.longest = self.longest.max(ticks);
        self.latest = Some((status, ticks));
        self.elapsed += ticks;
        self.elapsed_squares += ticks * ticks;
        *match status {
            RunStatus::Ok => &mut self.ok,
            RunStatus::Error => &mut self.errors,
            RunStatus::Unknown => &mut self.unknown,
            RunStatus::Panicked => &mut self.panicked,
            RunStatus::Cancelled => &mut self.cancelled,
        } += 1;
    }
}

/// A run of `site` has ended after so many ticks.
pub(crate) fn count_run(site: &'static Site, status: RunStatus, ticks: u64) {
    with_runs(site, |runs| runs.count(status, ticks as f64));
}

/// A handle of a run of `site` was used after the run's end.
pub(crate) fn count_late(site: &'static Site) {
    with_runs(site, |runs| runs.late += 1);
}

fn with_runs(site: &'static Site, change: impl FnOnce(&mut RunSums)) {
    local::inside(|| {
        let mut threads = threads::locked();
        change(threads.runs.entry(site.index()).or_default());
    });
}

/// The latest run of a workflow.
pub(crate) struct LatestRun {
    pub(crate) site: &'static Site,
    pub(crate) status: RunStatus,
    /// From start to end, in nanoseconds.
    pub(crate) elapsed_ns: f64,
}

/// The latest run of every workflow that has run.
pub(crate) fn latest_runs() -> Vec<LatestRun> {
    let scale = Scale::rough();
    local::inside(|| {
        let runs: Vec<(usize, RunSums)> = {
            let threads = threads::locked();
            let runs = threads.runs.iter();
            runs.map(|(index, sums)| (*index, *sums)).collect()
        };
        let runs = runs.into_iter().filter_map(|(index, sums)| {
            let (status, ticks) = sums.latest?;
            Some(LatestRun {
                site: registry::site_at(index)?,
                status,
                elapsed_ns: scale.ns(ticks),
            })
        });
        runs.collect()
    })
}
