//! The public surface with the feature `monitoring` off: the same names, no code.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs `work`; with the feature `monitoring` it is measured as a workflow called `name`.
#[inline(always)]
pub fn workflow<R>(name: &str, work: impl FnOnce() -> R) -> R {
    let _ = name;
    work()
}

/// Gives `future` back; with the feature `monitoring` it is measured as a workflow called `name`.
#[inline(always)]
pub fn workflow_async<F: Future>(name: &str, future: F) -> impl Future<Output = F::Output> {
    let _ = name;
    future
}

/// Nothing; with the feature `monitoring` the rest of the block is measured as a workflow called `name`.
#[inline(always)]
#[must_use = "the run ends where the guard is dropped"]
pub fn workflow_guard(name: &str) -> HeldWorkflow {
    let _ = name;
    HeldWorkflow { _private: () }
}

/// Nothing; with the feature `monitoring` it carries the open workflow to other threads and tasks.
#[inline(always)]
pub fn workflow_handle() -> WorkflowHandle {
    WorkflowHandle { _private: () }
}

/// Always well; with the feature `monitoring` it tells how the workflows of this process fare.
#[inline(always)]
#[must_use]
pub fn health() -> Health {
    Health {
        status: HealthStatus::Ok,
        reasons: Vec::new(),
    }
}

/// Nothing; with the feature `monitoring` it measures the spans that `[[span]]` in `perf-budget.toml` has budgets for.
#[cfg(feature = "tracing-layer")]
#[must_use]
pub fn tracing_layer<S>() -> impl tracing_subscriber::Layer<S> + Send + Sync + 'static
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
{
    tracing_subscriber::layer::Identity::new()
}

/// Nothing; with the feature `monitoring` it says whether long workflows may show a live line on a terminal.
#[inline(always)]
pub fn live_line(allowed: bool) {
    let _ = allowed;
}

/// Nothing; with the feature `monitoring` it says that the program is ready, for measurements of its start-up.
#[inline(always)]
pub fn startup_complete() {}

/// How well something fares; see [`health`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HealthStatus {
    /// Nothing is known to be wrong.
    Ok,
    /// A limit is spent, or a run returned an error.
    Degraded,
    /// A run panicked or hangs.
    Failing,
}

/// The answer of [`health`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The worst of what was found.
    pub status: HealthStatus,
    /// What was found, each a sentence with its figure; empty when all is well.
    pub reasons: Vec<String>,
}

/// See [`workflow_guard`].
#[derive(Debug)]
#[must_use = "the run ends where the guard is dropped"]
pub struct HeldWorkflow {
    _private: (),
}

// An empty drop, so that dropping the guard by hand is no mistake with the feature off either.
impl Drop for HeldWorkflow {
    #[inline(always)]
    fn drop(&mut self) {}
}

/// See [`workflow_handle`].
#[derive(Debug, Clone, Default)]
pub struct WorkflowHandle {
    _private: (),
}

impl WorkflowHandle {
    /// Runs `work`.
    #[inline(always)]
    pub fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        work()
    }

    /// Nothing.
    #[inline(always)]
    pub fn enter(&self) -> CarriedGuard {
        CarriedGuard {
            not_send: std::marker::PhantomData,
        }
    }

    /// `future` as it is.
    #[inline(always)]
    pub fn carry<F: Future>(&self, future: F) -> Carried<F> {
        Carried { future }
    }
}

/// See [`WorkflowHandle::carry`].
#[derive(Debug)]
#[repr(transparent)]
#[must_use = "futures do nothing unless they are polled or awaited"]
pub struct Carried<F> {
    future: F,
}

impl<F: Future> Future for Carried<F> {
    type Output = F::Output;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `future` is pinned with `self` and never moved out.
        unsafe { self.map_unchecked_mut(|this| &mut this.future) }.poll(context)
    }
}

/// See [`WorkflowHandle::enter`].
#[derive(Debug)]
#[must_use = "the part ends where the guard is dropped"]
pub struct CarriedGuard {
    not_send: std::marker::PhantomData<*const ()>,
}

impl Drop for CarriedGuard {
    #[inline(always)]
    fn drop(&mut self) {}
}

/// With the feature `monitoring`: measures the rest of the block under a name of its own. Off: nothing.
#[macro_export]
macro_rules! phase {
    ($name:literal) => {};
}

/// With the feature `monitoring`: makes the program allocate through a counting allocator. Off: nothing.
#[macro_export]
macro_rules! install_allocator {
    () => {};
    ($allocator:ident) => {};
    ($type:ty = $inner:expr) => {};
}
