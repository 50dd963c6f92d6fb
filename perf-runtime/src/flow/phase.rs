//! Phases: parts of a function, each ending where the next one of its block begins.

use std::cell::RefCell;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
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
    /// The run that it is part of, if there is one.
    run: Weak<Run>,
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

    /// Whether a phase of `site` at `column` may begin in the block that this phase began in. Blocks of one function are told
    /// apart by their indentation: a macro cannot see more. A block does not come to the same phase again, or to one above
    /// it, while this one is open: that is another call of the function.
    fn is_followed_by(&self, site: &'static Site, column: u32) -> bool {
        let is_below = !ptr::eq(self.site, site) && self.site.info().line <= site.info().line;
        self.column == column && is_below && self.site.same_function(site)
    }

    fn is_open(&self) -> bool {
        !self.ended.load(Ordering::Relaxed)
    }

    /// Whether it is open, and no poll that it is held over has ended since it began.
    fn is_in_place(&self) -> bool {
        let in_tree = |(id, _)| local::tree().is_some_and(|tree| tree.holds(id));
        self.is_open() && self.in_tree.is_none_or(in_tree)
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
    let run = heap::uncounted(current_run);
    if let Some(last) = take_followed_by(site, column, &run) {
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
            run,
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

fn current_run() -> Weak<Run> {
    run::current().map_or_else(Weak::new, |run| Arc::downgrade(&run))
}

/// The phase of this thread that ends where one of `site` begins, at `column` and in `run`.
fn take_followed_by(site: &'static Site, column: u32, run: &Weak<Run>) -> Option<Arc<Phase>> {
    let taken = OPENED.try_with(|opened| {
        let mut opened = opened.borrow_mut();
        let follows = |phase: &Phase| phase.is_followed_by(site, column);
        let place = place_of_followed(&opened, follows, run)?;
        Some(opened.remove(place))
    });
    taken.ok().flatten()
}

/// The place of the innermost phase, if it is followed. Otherwise that of one held over an `.await`: these may be of several
/// tasks, which are polled in turns, so that the first of the run is taken for the task's own.
fn place_of_followed(
    opened: &[Arc<Phase>],
    follows: impl Fn(&Phase) -> bool,
    run: &Weak<Run>,
) -> Option<usize> {
    let innermost = opened.iter().rposition(|phase| phase.is_in_place());
    innermost.filter(|at| follows(&opened[*at])).or_else(|| {
        opened.iter().position(|phase| {
            phase.is_open() && !phase.is_in_place() && phase.run.ptr_eq(run) && follows(phase)
        })
    })
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
