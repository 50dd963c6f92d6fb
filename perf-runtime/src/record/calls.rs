//! Calls of limited functions within the runs of workflows: taken from the slots when a thread begins or ceases to work
//! for a run, and counted when the run ends.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::snapshot::CallsPerRun;
use super::{registry, thread, threads};
use crate::guard::local;
use crate::site::Metric;

/// Calls within one run so far, by site index, over all threads.
#[derive(Debug, Default)]
pub(crate) struct CallsInRun(Mutex<BTreeMap<usize, u64>>);

impl CallsInRun {
    /// Takes what the calling thread has counted since it was last asked.
    pub(crate) fn take(&self) {
        local::inside(|| {
            let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for site in registry::limited(Metric::Calls) {
                let taken = local::take_calls_in_run(site);
                if taken > 0 {
                    *calls.entry(site.index()).or_default() += taken;
                }
            }
        });
    }

    /// The run has ended: each function that it called counts one run.
    pub(crate) fn end(&self) {
        let context = thread::context();
        local::inside(|| {
            let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let mut threads = threads::locked();
            for (site, calls) in &*calls {
                let sums = threads.calls.entry((*site, context)).or_default();
                sums.add(&CallsPerRun {
                    runs: 1,
                    max: *calls,
                    total: *calls,
                });
            }
        });
    }
}

/// Forgets what the calling thread has counted for no run at all.
pub(crate) fn forget_calls() {
    local::inside(|| {
        for site in registry::limited(Metric::Calls) {
            local::take_calls_in_run(site);
        }
    });
}
