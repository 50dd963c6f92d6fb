//! One run of a workflow: what all threads that work for it share, and what each thread knows of it.

use std::cell::RefCell;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};
use std::time::Duration;

use tracing::{Dispatch, Level, dispatcher};

use super::{fork, health, live};
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
    /// Who would hear of it: the subscriber of the thread that the run began on; absent where none would, or without a limit.
    listener: Option<Dispatch>,
    /// The phase that began last, until it ends; null for none.
    phase: AtomicPtr<Site>,
    phases_done: AtomicU32,
}

/// The declared limit on the time of a typical call of a site, in nanoseconds, if there is one. What a machine class makes of
/// it stands in a file, which nobody reads while the program runs.
pub(super) fn limit_of(site: &Site) -> Option<f64> {
    let typical =
        |limit: &&Limit| limit.metric == Metric::Time && limit.statistic == Statistic::Median;
    site.info()
        .limits
        .iter()
        .find(typical)
        .map(|limit| limit.value)
}

/// The subscriber that would hear a warning on this thread.
fn listener() -> Option<Dispatch> {
    tracing::event_enabled!(target: "perf_budget", Level::WARN)
        .then(|| dispatcher::get_default(Dispatch::clone))
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
            listener: limit_of(site).and_then(|_| listener()),
            phase: AtomicPtr::new(ptr::null_mut()),
            phases_done: AtomicU32::new(0),
        });
        fork::prepare();
        health::list(&run);
        live::run_has_started(&run);
        run
    }

    /// A phase of the run has begun.
    pub(super) fn begin_phase(&self, site: &'static Site) {
        let site = ptr::from_ref(site).cast_mut();
        self.phase.store(site, Ordering::Relaxed);
    }

    /// A phase of the run has ended.
    pub(super) fn end_phase(&self, site: &'static Site) {
        self.phases_done.fetch_add(1, Ordering::Relaxed);
        let ended = ptr::from_ref(site).cast_mut();
        let (set, failed) = (Ordering::Relaxed, Ordering::Relaxed);
        // Where another one has begun meanwhile, that stays.
        let _ = (self.phase).compare_exchange(ended, ptr::null_mut(), set, failed);
    }

    /// The phase that the run is in, as far as one is known.
    pub(super) fn phase(&self) -> Option<&'static Site> {
        // SAFETY: `begin_phase` stored a `&'static Site`.
        unsafe { self.phase.load(Ordering::Relaxed).as_ref() }
    }

    pub(super) fn phases_done(&self) -> u32 {
        self.phases_done.load(Ordering::Relaxed)
    }

    /// Whether somebody would hear that the run has spent its limit.
    pub(super) fn would_warn(&self) -> bool {
        self.listener.is_some()
    }

    /// When the limit is spent, where somebody would hear of it and has not yet.
    pub(super) fn left_before_warning(&self) -> Option<Duration> {
        let limit_ns = self.limit_ns().filter(|_| self.would_warn())?;
        let left_ns = limit_ns - self.elapsed_ns();
        // Not so soon that the limit is not spent yet after all.
        let grace = Duration::from_millis(1);
        (!self.warned.load(Ordering::Relaxed))
            .then(|| Duration::from_nanos(left_ns.max(0.0) as u64) + grace)
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// The declared limit on the time of a typical run, in nanoseconds, if there is one.
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
        let warn = || {
            tracing::warn!(
                target: "perf_budget",
                workflow = self.site.path(),
                elapsed_ns,
                limit_ns,
                inside = self.phase().map(Site::path),
                "a workflow that is still running has spent its limit"
            );
        };
        match &self.listener {
            Some(listener) => dispatcher::with_default(listener, warn),
            None => warn(),
        }
    }

    /// The run is over; what comes later through its handles is late.
    pub(super) fn end(&self, status: RunStatus) {
        if !self.ended.swap(true, Ordering::Relaxed) {
            let ticks = clock::now().wrapping_sub(self.start);
            heap::uncounted(|| {
                live::run_has_ended();
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
