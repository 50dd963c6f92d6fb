//! Phases: parts of a function, each ending where the next one of its block begins.

use std::cell::RefCell;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tracing::{Level, Span};

use super::meter::Meter;
use super::run::{self, Run};
use crate::clock;
use crate::guard::local;
use crate::guard::tree::SpanId;
use crate::probe::heap;
use crate::site::Site;
use crate::startup::{self, PhaseStart};

thread_local! {
    /// The phases that were opened on this thread and may still be open, outermost first.
    static OPENED: RefCell<Vec<Arc<Phase>>> = const { RefCell::new(Vec::new()) };
}

/// A task that opens a phase here and drops it on another thread leaves an entry behind; so many are kept at most.
const MOST_OPEN: usize = 1024;

struct Phase {
    site: &'static Site,
    column: u32,
    start: u64,
    ended: AtomicBool,
    /// Where the start-up of the process is measured.
    start_up: Option<PhaseStart>,
    /// Its place in the call tree, and what the thread's clocks said, where a workflow is open.
    in_tree: Option<(SpanId, Meter)>,
    /// Not entered: a phase may be held over an `.await`.
    _span: Span,
}

impl Phase {
    /// Records the phase, the first time it is called.
    fn end(&self, now: u64) {
        if self.ended.swap(true, Ordering::Relaxed) {
            return;
        }
        if let Some((id, meter)) = self.in_tree {
            self.end_in_tree(id, meter, now);
        }
        if let Some(start) = self.start_up {
            startup::end_phase(self.site.info().display_name(), start);
        }
        if let Some(slot) = local::slot(self.site) {
            // SAFETY: a thread's slots live until the thread ends.
            unsafe { slot.as_ref() }.record_span(now.wrapping_sub(self.start));
        }
    }

    /// Does nothing where the phase is dropped on another thread, or has outlived what surrounds it.
    fn end_in_tree(&self, id: SpanId, meter: Meter, now: u64) {
        with_run(|run| {
            run.warn_if_spent();
            run.end_phase(self.site);
        });
        let node = local::tree().and_then(|tree| tree.close_span(id, now, thread::panicking()));
        if let Some(node) = node
            && let Some(metered) = meter.since(now.wrapping_sub(self.start))
        {
            node.count_metered(metered);
        }
    }

    /// Whether a phase of `site` at `column` begins in the block that this phase began in. Blocks of one function are told
    /// apart by their indentation: a macro cannot see more.
    fn is_followed_by(&self, site: &'static Site, column: u32) -> bool {
        self.column == column && self.site.same_function(site)
    }
}

/// Ends its phase when it is dropped, unless a following phase has ended it before.
#[must_use = "a phase ends where its guard is dropped"]
pub struct PhaseGuard(Option<Arc<Phase>>);

// Whatever is in a span of `tracing`: nobody looks at it again after a panic. A future that holds a phase over an `.await` stays
// as safe as it is without.
impl UnwindSafe for PhaseGuard {}
impl RefUnwindSafe for PhaseGuard {}

/// Opens a phase that begins in the given column of its source line.
pub fn phase(site: &'static Site, column: u32) -> PhaseGuard {
    if !local::is_recording() {
        return PhaseGuard(None);
    }
    // The site gets its number, which the call tree knows it by.
    local::slot(site);
    let now = clock::now();
    // Phases end and begin where the heap is counted; what it takes to keep them is not.
    if let Some(last) = take_followed_by(site, column) {
        last.end(now);
        heap::uncounted(|| drop(last));
    }
    let in_tree = local::in_workflow().then(SpanId::new_phase);
    let phase = heap::uncounted(|| {
        let phase = Arc::new(Phase {
            site,
            column,
            start: now,
            ended: AtomicBool::new(false),
            start_up: startup::begin_phase(),
            in_tree: in_tree.map(|id| (id, Meter::start())),
            _span: span_of(site),
        });
        keep(&phase);
        phase
    });
    if let (Some(tree), Some(id)) = (local::tree(), in_tree) {
        tree.open_span(site, now, id);
        with_run(|run| {
            run.begin_phase(site);
            run.warn_if_spent();
        });
    }
    PhaseGuard(Some(phase))
}

/// Phases are where a run tells how far it has come, and is noticed when it takes too long.
fn with_run(work: impl FnOnce(&Run)) {
    heap::uncounted(|| {
        if let Some(run) = run::current() {
            work(&run);
        }
    });
}

/// The innermost phase of this thread, if it ends where this one begins.
fn take_followed_by(site: &'static Site, column: u32) -> Option<Arc<Phase>> {
    let taken = OPENED.try_with(|opened| {
        let mut opened = opened.borrow_mut();
        opened.pop_if(|last| last.is_followed_by(site, column))
    });
    taken.ok().flatten()
}

/// Remembers a phase that begins on this thread. Fails while the thread ends: the phase then ends with its guard.
fn keep(phase: &Arc<Phase>) {
    let _ = OPENED.try_with(|opened| {
        let mut opened = opened.borrow_mut();
        if opened.len() >= MOST_OPEN {
            opened.remove(0);
        }
        opened.push(Arc::clone(phase));
    });
}

/// Says that the program is ready: the end of its start-up.
///
/// A process that [`Startup`](crate::testing::Startup) started tells its times, with the phases so far, and ends here. In
/// any other the call does nothing.
pub fn startup_complete() {
    if !startup::is_measured() {
        return;
    }
    let open = OPENED.try_with(|opened| opened.borrow().clone());
    let now = clock::now();
    for phase in open.unwrap_or_default() {
        phase.end(now);
    }
    startup::complete();
}

fn span_of(site: &'static Site) -> Span {
    let info = site.info();
    tracing::span!(
        target: "perf_budget",
        Level::INFO,
        "phase",
        name = info.display_name(),
        file = info.place.file,
        line = info.line,
    )
}

impl Drop for PhaseGuard {
    fn drop(&mut self) {
        let Some(phase) = self.0.take() else {
            return;
        };
        phase.end(clock::now());
        heap::uncounted(|| {
            let _ = OPENED.try_with(|opened| {
                let mut opened = opened.borrow_mut();
                if let Some(index) = opened.iter().rposition(|other| Arc::ptr_eq(other, &phase)) {
                    opened.remove(index);
                }
            });
            drop(phase);
        });
    }
}
