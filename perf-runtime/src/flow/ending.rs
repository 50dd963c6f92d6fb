//! How a run of a workflow ends that returns a `Result`.

use super::workflow::WorkflowGuard;
use crate::record::RunStatus;

/// A reference to what a workflow returned.
pub struct Outcome<'a, T>(pub &'a T);

impl<T, E> Outcome<'_, Result<T, E>> {
    /// Whether it is an error.
    #[must_use]
    pub fn __perf_failed(&self) -> bool {
        self.0.is_err()
    }
}

/// Answers for types that are called `Result` and are none. A method of the type itself comes first.
pub trait Fallible {
    /// Whether it is an error: not that we know.
    fn __perf_failed(&self) -> bool {
        false
    }
}

impl<T> Fallible for Outcome<'_, T> {}

/// The run is left before its end unless [`finished`] says otherwise: by `?`, which returns an error.
pub fn expect_error(guard: &WorkflowGuard) {
    guard.set_status(RunStatus::Error);
}

/// As [`expect_error`], where the body has a `return` of which nobody knows what it returns.
pub fn expect_return(guard: &WorkflowGuard) {
    guard.set_status(RunStatus::Early);
}

/// The run has come to its end.
pub fn finished(guard: &WorkflowGuard, failed: bool) {
    guard.set_status(if failed {
        RunStatus::Error
    } else {
        RunStatus::Ok
    });
}
