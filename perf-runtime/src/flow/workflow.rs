//! One run of a workflow: a sample of time and heap, the process's figures around it, and a `tracing` span over it.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use tracing::span::EnteredSpan;
use tracing::{Level, Span};

use crate::guard::local;
use crate::guard::{MemoryGuard, TaskHeap, Timed, enter_memory, timed_memory};
use crate::probe::heap;
use crate::record::ProcessMark;
use crate::site::Site;

/// Closes a run of a workflow when it is dropped.
#[must_use = "a guard that is dropped at once measures nothing"]
pub struct WorkflowGuard {
    // In the order of dropping: what is measured closes first.
    _sample: MemoryGuard,
    _run: Option<Run>,
}

/// What surrounds the outermost call of a workflow. Boxed: it would make the frame of every annotated function large,
/// and those of recursive ones are many.
struct Run(Option<Box<(Option<ProcessMark>, EnteredSpan)>>);

impl Run {
    fn open(site: &'static Site) -> Self {
        heap::uncounted(|| {
            let span = span_of(site).entered();
            Self(Some(Box::new((ProcessMark::open(site), span))))
        })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        heap::uncounted(|| drop(self.0.take()));
    }
}

/// Opens a run of a workflow. A call within another of the same workflow is part of that one's run.
pub fn enter_workflow(site: &'static Site) -> WorkflowGuard {
    let run = (!local::is_open(site)).then(|| Run::open(site));
    WorkflowGuard {
        _sample: enter_memory(site),
        _run: run,
    }
}

fn span_of(site: &'static Site) -> Span {
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
pub struct TimedWorkflow<F> {
    future: Timed<F, TaskHeap>,
    site: &'static Site,
    /// Unwind safe whatever is in a span: nobody looks at it again after a panic. Futures stay as safe as they were.
    run: AssertUnwindSafe<Option<(Option<ProcessMark>, Span)>>,
}

/// Measures every run of `future` as a workflow.
pub fn timed_workflow<F: Future>(site: &'static Site, future: F) -> TimedWorkflow<F> {
    TimedWorkflow {
        future: timed_memory(site, future),
        site,
        run: AssertUnwindSafe(None),
    }
}

impl<F: Future> Future for TimedWorkflow<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `future` is pinned with `self` and never moved out; the other fields are never pinned.
        let (future, site, run) = unsafe {
            let this = self.get_unchecked_mut();
            (
                Pin::new_unchecked(&mut this.future),
                this.site,
                &mut this.run,
            )
        };
        let (_, span) = run.get_or_insert_with(|| (ProcessMark::open(site), span_of(site)));
        let entered = span.enter();
        let result = future.poll(context);
        drop(entered);
        if result.is_ready() {
            **run = None;
        }
        result
    }
}
