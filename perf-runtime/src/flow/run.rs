//! One run of a workflow: what all threads that work for it share, and what each thread knows of it.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::health;
use crate::clock::{self, Scale};
use crate::guard::local;
use crate::probe::heap;
use crate::record::{CallsInRun, RunStatus, count_late, count_run, forget_calls, has_tree};
use crate::site::{Limit, Metric, Site, Statistic};

/// A run, as long as somebody knows it.
pub(super) struct Run {
    pub(super) site: &'static Site,
    start: u64,
    ended: AtomicBool,
    calls: CallsInRun,
    /// Whether it has been told that the run has spent its limit.
    warned: AtomicBool,
}

/// The limit on the time of a typical call of a site, in nanoseconds, if there is one.
pub(super) fn limit_of(site: &Site) -> Option<f64> {
    let typical =
        |limit: &&Limit| limit.metric == Metric::Time && limit.statistic == Statistic::Median;
    site.info()
        .limits
        .iter()
        .find(typical)
        .map(|limit| limit.value)
}

thread_local! {
    /// The runs that this thread works for, the innermost last.
    static CURRENT: RefCell<Vec<Arc<Run>>> = const { RefCell::new(Vec::new()) };
}

impl Run {
    pub(super) fn start(site: &'static Site) -> Arc<Self> {
        let run = Arc::new(Self {
            site,
            start: clock::now(),
            ended: AtomicBool::new(false),
            calls: CallsInRun::default(),
            warned: AtomicBool::new(false),
        });
        health::list(&run);
        run
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// The limit on the time of a typical run, in nanoseconds, if there is one.
    pub(super) fn limit_ns(&self) -> Option<f64> {
        limit_of(self.site)
    }

    /// Time since the start, in nanoseconds.
    pub(super) fn elapsed_ns(&self) -> f64 {
        Scale::rough().ns(clock::now().wrapping_sub(self.start) as f64)
    }

    /// Tells subscribers of `tracing`, once, that the run has spent its limit while it is still running.
    pub(super) fn warn_if_spent(&self) {
        let Some(limit_ns) = self.limit_ns() else {
            return;
        };
        let elapsed_ns = self.elapsed_ns();
        if elapsed_ns <= limit_ns || self.has_ended() || self.warned.swap(true, Ordering::Relaxed) {
            return;
        }
        let open = local::tree().filter(|_| local::in_workflow());
        let inside = open.and_then(|tree| tree.top().site()).map(Site::path);
        tracing::warn!(
            target: "perf_budget",
            workflow = self.site.path(),
            elapsed_ns,
            limit_ns,
            inside,
            "a workflow that is still running has spent its limit"
        );
    }

    /// The run is over; what comes later through its handles is late.
    pub(super) fn end(&self, status: RunStatus) {
        if !self.ended.swap(true, Ordering::Relaxed) {
            let ticks = clock::now().wrapping_sub(self.start);
            heap::uncounted(|| {
                self.calls.end();
                count_run(self.site, status, ticks);
            });
        }
    }

    /// Notes the use of a handle that comes after the end.
    pub(super) fn note_use(&self) {
        if self.ended.load(Ordering::Relaxed) {
            count_late(self.site);
        }
    }
}

/// The calling thread begins to work for a run: its calls find their places in the call tree. `false` when the thread
/// can have no tree; then nothing is to be undone.
pub(super) fn join(run: &Arc<Run>) -> bool {
    if !has_tree() {
        return false;
    }
    let listed = heap::uncounted(|| {
        hand_calls_over();
        CURRENT
            .try_with(|current| current.borrow_mut().push(Arc::clone(run)))
            .is_ok()
    });
    if listed {
        if let Some(tree) = local::tree() {
            tree.begin_run();
        }
        local::enter_workflow();
    }
    listed
}

/// The calling thread ceases to work for a run that it joined.
pub(super) fn leave(run: &Arc<Run>) {
    heap::uncounted(hand_calls_over);
    local::leave_workflow();
    unlist(run);
}

/// Gives what this thread has counted so far to the innermost run that it works for.
fn hand_calls_over() {
    match current() {
        Some(run) => run.calls.take(),
        None => forget_calls(),
    }
}

fn unlist(run: &Arc<Run>) {
    let taken = CURRENT.try_with(|current| {
        let mut current = current.borrow_mut();
        let place = current.iter().rposition(|other| Arc::ptr_eq(other, run));
        place.map(|place| current.remove(place))
    });
    heap::uncounted(|| drop(taken));
}

/// The innermost run that the calling thread works for. Runs that ended on other threads are forgotten on the way.
pub(super) fn current() -> Option<Arc<Run>> {
    let found = CURRENT.try_with(|current| {
        let mut current = current.borrow_mut();
        while current
            .pop_if(|run| run.ended.load(Ordering::Relaxed))
            .is_some()
        {}
        current.last().cloned()
    });
    found.ok().flatten()
}
