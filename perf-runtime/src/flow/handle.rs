//! Carries a workflow to other threads and tasks, so that what they do for it stands in its call tree.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::run::{self, Run};
use crate::clock;
use crate::guard::local;
use crate::guard::tree::{SpanId, Tree};
use crate::probe::heap;
use crate::site::Site;

/// The innermost workflow that is open on the calling thread, and the place in it from which other threads go on.
///
/// ```
/// let sum = perf_runtime::workflow("sum", || {
///     let handle = perf_runtime::workflow_handle();
///     std::thread::scope(|scope| {
///         let half = scope.spawn(|| handle.run(|| (0..500).sum::<u32>()));
///         half.join().unwrap() + (500..1000).sum::<u32>()
///     })
/// });
/// assert_eq!(sum, 499_500);
/// ```
///
/// Without an open workflow the handle does nothing. Used after its workflow has ended, calls are counted at the same
/// place, and the report says so.
pub fn workflow_handle() -> WorkflowHandle {
    WorkflowHandle(heap::uncounted(|| {
        let run = local::in_workflow().then(run::current).flatten()?;
        let path = local::tree()?.path();
        Some(Arc::new(Origin { run, path }))
    }))
}

/// See [`workflow_handle`].
#[derive(Clone, Default)]
pub struct WorkflowHandle(Option<Arc<Origin>>);

// Whatever is in a subscriber of `tracing`: no panic comes between the changes of a run that its handles make.
impl UnwindSafe for WorkflowHandle {}
impl RefUnwindSafe for WorkflowHandle {}

struct Origin {
    run: Arc<Run>,
    /// The sites that were open where the handle was made, outermost first.
    path: Vec<&'static Site>,
}

impl WorkflowHandle {
    /// Runs `work` as part of the workflow.
    pub fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        let _carried = self.enter();
        work()
    }

    /// Makes what the calling thread does part of the workflow, until the guard is dropped.
    pub fn enter(&self) -> CarriedGuard {
        let entered = self.0.as_ref().and_then(enter);
        CarriedGuard {
            entered,
            not_send: PhantomData,
        }
    }

    /// Makes each poll of `future` part of the workflow: for tasks that are spawned.
    pub fn carry<F: Future>(&self, future: F) -> Carried<F> {
        Carried {
            handle: self.clone(),
            future,
        }
    }
}

impl fmt::Debug for WorkflowHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let site = self.0.as_ref().map(|origin| origin.run.site);
        f.debug_tuple("WorkflowHandle").field(&site).finish()
    }
}

fn enter(origin: &Arc<Origin>) -> Option<(Arc<Origin>, SpanId)> {
    origin.run.note_use();
    // On the thread that made the handle, and where it made it: everything is as it should be.
    let here = local::in_workflow() && heap::uncounted(|| stands_at(&origin.path));
    if here || !local::is_recording() || !run::join(&origin.run) {
        return None;
    }
    let id = SpanId::new_run();
    local::tree()?.open_carried(&origin.path, clock::now(), id);
    Some((Arc::clone(origin), id))
}

/// Whether calls on this thread stand below these sites anyway.
fn stands_at(path: &[&'static Site]) -> bool {
    let here = local::tree().map(Tree::path).unwrap_or_default();
    let same = |(a, b): (&&Site, &&Site)| std::ptr::eq(*a, *b);
    here.len() == path.len() && here.iter().zip(path).all(same)
}

/// Ends the calling thread's part in a workflow; see [`WorkflowHandle::enter`].
#[must_use = "the part ends where the guard is dropped"]
pub struct CarriedGuard {
    entered: Option<(Arc<Origin>, SpanId)>,
    /// What it ends belongs to the thread that made it.
    not_send: PhantomData<*const ()>,
}

// As its handle is.
impl UnwindSafe for CarriedGuard {}
impl RefUnwindSafe for CarriedGuard {}

impl Drop for CarriedGuard {
    fn drop(&mut self) {
        if let Some((origin, id)) = self.entered.take() {
            if let Some(tree) = local::tree() {
                tree.close_carried(id, clock::now());
            }
            run::leave(&origin.run);
            heap::uncounted(|| drop(origin));
        }
    }
}

impl fmt::Debug for CarriedGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CarriedGuard").finish_non_exhaustive()
    }
}

/// A future whose polls are part of a workflow; see [`WorkflowHandle::carry`].
#[derive(Debug)]
#[must_use = "futures do nothing unless they are polled or awaited"]
pub struct Carried<F> {
    handle: WorkflowHandle,
    future: F,
}

impl<F: Future> Future for Carried<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `future` is pinned with `self` and never moved out; `handle` is never pinned.
        let (future, handle) = unsafe {
            let this = self.get_unchecked_mut();
            (Pin::new_unchecked(&mut this.future), &this.handle)
        };
        let _carried = handle.enter();
        future.poll(context)
    }
}
