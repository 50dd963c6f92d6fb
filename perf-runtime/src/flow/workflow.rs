//! One run of an annotated workflow: a sample of time and heap, its place in the call tree, the process's figures around
//! it, and a `tracing` span over it.

use std::cell::Cell;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread;

use tracing::span::EnteredSpan;
use tracing::{Level, Span};

use super::meter::Meter;
use super::run::{self, Run};
use crate::clock;
use crate::guard::local;
use crate::guard::tree::Node;
use crate::guard::{Entry, Guard, MemoryGuard, TaskHeap, Timed, enter_memory, timed_memory};
use crate::probe::heap;
use crate::record::{ProcessMark, RunStatus};
use crate::site::Site;

/// Closes a run of a workflow when it is dropped.
#[must_use = "a guard that is dropped at once measures nothing"]
pub struct WorkflowGuard {
    // In the order of dropping: what is measured closes first.
    sample: MemoryGuard,
    run: OpenRun,
}

/// What surrounds the outermost call of a workflow. Boxed: it would make the frame of every annotated function large,
/// and those of recursive ones are many.
struct OpenRun(Option<Box<Surroundings>>);

struct Surroundings {
    _process: Option<ProcessMark>,
    _span: EnteredSpan,
    run: Arc<Run>,
    /// Whether this thread's calls find their places in the call tree.
    joined: bool,
    /// The place of the workflow itself.
    node: Option<&'static Node>,
    meter: Meter,
    start: u64,
    unwinding_at_entry: bool,
    /// How the run ends, unless it panics.
    status: Cell<RunStatus>,
}

impl OpenRun {
    fn open(site: &'static Site) -> Self {
        heap::uncounted(|| {
            let span = span_of(site).entered();
            let process = ProcessMark::open(site);
            let run = Run::start(site);
            Self(Some(Box::new(Surroundings {
                _process: process,
                _span: span,
                joined: local::is_recording() && run::join(&run),
                run,
                node: None,
                meter: Meter::start(),
                start: clock::now(),
                unwinding_at_entry: thread::panicking(),
                status: Cell::new(RunStatus::Ok),
            })))
        })
    }

    /// Looks up the place of the call that has just opened.
    fn find_node(&mut self, site: &'static Site) {
        if let Some(open) = self.0.as_mut().filter(|open| open.joined) {
            open.node = node_of(site);
        }
    }
}

/// The node of the call that is open right now, if it is one of `site`.
fn node_of(site: &'static Site) -> Option<&'static Node> {
    let top = local::tree::<'static>()?.top();
    top.site()
        .is_some_and(|found| std::ptr::eq(found, site))
        .then_some(top)
}

impl Drop for OpenRun {
    fn drop(&mut self) {
        let Some(open) = self.0.take() else {
            return;
        };
        heap::uncounted(|| {
            let metered = open.meter.since(clock::now().wrapping_sub(open.start));
            if let (Some(node), Some(metered)) = (open.node, metered) {
                node.count_metered(metered);
            }
            if open.joined {
                run::leave(&open.run);
            }
            open.run
                .end(if thread::panicking() && !open.unwinding_at_entry {
                    RunStatus::Panicked
                } else {
                    open.status.get()
                });
            drop(open);
        });
    }
}

/// Opens a run of a workflow. A call within another of the same workflow is part of that one's run.
pub fn enter_workflow(entry: impl Entry) -> WorkflowGuard {
    let site = entry.site();
    let mut run = OpenRun(None);
    if !local::is_open(site) {
        run = OpenRun::open(site);
    }
    let sample = enter_memory(site);
    run.find_node(site);
    entry.pin();
    WorkflowGuard { sample, run }
}

impl Guard for WorkflowGuard {
    fn records(&self) -> bool {
        self.sample.records()
    }

    // Dropped: what asking for a panic costs is nothing beside what surrounds a run.
    fn close(self) {}
}

impl WorkflowGuard {
    pub(super) fn set_status(&self, status: RunStatus) {
        if let Some(open) = &self.run.0 {
            open.status.set(status);
        }
    }
}

pub(super) fn span_of(site: &'static Site) -> Span {
    let info = site.info();
    tracing::span!(
        target: "perf_budget",
        Level::INFO,
        "workflow",
        name = info.display_name(),
        file = info.place.file,
        line = info.line,
    )
}

/// A run of an asynchronous workflow, from its first poll to its end.
#[must_use = "futures do nothing unless they are polled or awaited"]
pub struct TimedWorkflow<F: Future> {
    future: Timed<F, TaskHeap>,
    site: &'static Site,
    /// Whether an output is an error, where its type is a `Result`.
    failed: fn(&F::Output) -> bool,
    /// Unwind safe whatever is in a span: nobody looks at it again after a panic. Futures stay as safe as they were.
    run: AssertUnwindSafe<Option<Polled>>,
}

/// A run that has been polled.
struct Polled {
    // In the order of dropping.
    _process: Option<ProcessMark>,
    span: Span,
    run: Arc<Run>,
}

impl Drop for Polled {
    fn drop(&mut self) {
        // Whoever knew better has said so before.
        heap::uncounted(|| {
            self.run.end(if thread::panicking() {
                RunStatus::Panicked
            } else {
                RunStatus::Cancelled
            });
        });
    }
}

/// Measures every run of `future` as a workflow.
pub fn timed_workflow<F: Future>(site: &'static Site, future: F) -> TimedWorkflow<F> {
    timed_fallible(site, future, |_| false)
}

/// As [`timed_workflow`], with a look at what the future gives.
pub fn timed_fallible<F: Future>(
    site: &'static Site,
    future: F,
    failed: fn(&F::Output) -> bool,
) -> TimedWorkflow<F> {
    TimedWorkflow {
        future: timed_memory(site, future),
        site,
        failed,
        run: AssertUnwindSafe(None),
    }
}

impl<F: Future> Future for TimedWorkflow<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `future` is pinned with `self` and never moved out; the other fields are never pinned.
        let (future, site, run, failed) = unsafe {
            let this = self.get_unchecked_mut();
            (
                Pin::new_unchecked(&mut this.future),
                this.site,
                &mut this.run,
                this.failed,
            )
        };
        let polled = run.get_or_insert_with(|| heap::uncounted(|| Polled::new(site)));
        let entered = polled.span.enter();
        let poll = PollOfRun::open(&polled.run, site);
        let result = future.poll(context);
        drop(poll);
        drop(entered);
        if let Poll::Ready(output) = &result {
            let status = if failed(output) {
                RunStatus::Error
            } else {
                RunStatus::Ok
            };
            let done = run.take();
            heap::uncounted(|| {
                if let Some(polled) = done {
                    polled.run.end(status);
                }
            });
        }
        result
    }
}

impl Polled {
    fn new(site: &'static Site) -> Self {
        Self {
            _process: ProcessMark::open(site),
            span: span_of(site),
            run: Run::start(site),
        }
    }
}

/// The calling thread works for a run during one poll.
struct PollOfRun<'a> {
    run: &'a Arc<Run>,
    site: &'static Site,
    joined: bool,
    meter: Meter,
    start: u64,
}

impl<'a> PollOfRun<'a> {
    fn open(run: &'a Arc<Run>, site: &'static Site) -> Self {
        Self {
            run,
            site,
            joined: local::is_recording() && run::join(run),
            meter: Meter::start(),
            start: clock::now(),
        }
    }
}

impl Drop for PollOfRun<'_> {
    fn drop(&mut self) {
        if !self.joined {
            return;
        }
        let metered = self.meter.since(clock::now().wrapping_sub(self.start));
        if let (Some(tree), Some(metered)) = (local::tree(), metered)
            && let Some(node) = tree.below_open(self.site)
        {
            node.count_metered(metered);
        }
        run::leave(self.run);
    }
}
