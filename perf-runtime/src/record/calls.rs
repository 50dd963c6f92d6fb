//! Calls of limited functions within the runs of workflows: taken from the slots when a thread begins or ceases to work
//! for a run, and counted when the run ends.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::snapshot::CallsPerRun;
use super::{registry, thread, threads};
use crate::guard::local;
use crate::site::Metric;

/// Calls so far by site index, over all threads.
type Calls = BTreeMap<usize, u64>;

/// Those of the open runs, by the runs' numbers. One lock for all of them: it is held while the process forks, as a lock of
/// each run could not be. No other lock of the recorder is taken under it.
static OPEN: Mutex<BTreeMap<u64, Calls>> = Mutex::new(BTreeMap::new());

/// The calls of the open runs, locked.
pub(super) type Guard = MutexGuard<'static, BTreeMap<u64, Calls>>;

pub(super) fn locked() -> Guard {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls within one run so far.
#[derive(Debug)]
pub(crate) struct CallsInRun {
    number: u64,
    /// Told and asked under the lock: what comes later counts for no run.
    ended: AtomicBool,
}

impl Default for CallsInRun {
    /// For a run that begins.
    fn default() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self {
            number: LAST.fetch_add(1, Ordering::Relaxed),
            ended: AtomicBool::new(false),
        }
    }
}

impl CallsInRun {
    /// Takes what the calling thread has counted since it was last asked.
    pub(crate) fn take(&self) {
        local::inside(|| {
            let sites = registry::limited(Metric::Calls).into_iter();
            let taken = sites.map(|site| (site.index(), local::take_calls_in_run(site)));
            let taken: Vec<_> = taken.filter(|(_, calls)| *calls > 0).collect();
            if taken.is_empty() {
                return;
            }
            let mut open = locked();
            if self.ended.load(Ordering::Relaxed) {
                return;
            }
            let calls = open.entry(self.number).or_default();
            for (site, taken) in taken {
                *calls.entry(site).or_default() += taken;
            }
        });
    }

    /// The run has ended: each function that it called counts one run.
    pub(crate) fn end(&self) {
        let context = thread::context();
        local::inside(|| {
            let calls = self.take_all();
            let mut threads = threads::locked();
            for (site, calls) in calls {
                let sums = threads.calls.entry((site, context)).or_default();
                sums.add(&CallsPerRun {
                    runs: 1,
                    max: calls,
                    total: calls,
                });
            }
        });
    }

    fn take_all(&self) -> Calls {
        let mut open = locked();
        self.ended.store(true, Ordering::Relaxed);
        open.remove(&self.number).unwrap_or_default()
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
