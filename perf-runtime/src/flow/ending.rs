//! How a run of a workflow ends that returns a `Result`.

use std::marker::PhantomData;

use super::workflow::WorkflowGuard;
use crate::record::RunStatus;

/// What a workflow returns, known by its type alone: expansions that named a value could meet a constant of that name.
pub struct Returned<T>(PhantomData<fn(T)>);

impl<T> Returned<T> {
    /// The type.
    pub const TYPE: Self = Self(PhantomData);
}

impl<T, E> Returned<Result<T, E>> {
    /// The function that tells an error. By value, as a user's trait for all types may have such a method.
    #[must_use]
    pub fn __perf_failed(self) -> fn(&Result<T, E>) -> bool {
        Result::is_err
    }
}

/// Answers for types that are called `Result` and are none. A method of the type itself comes first.
pub trait Fallible {
    /// What the workflow returns.
    type Value;

    /// The function that tells an error: there is none that we know of.
    fn __perf_failed(self) -> fn(&Self::Value) -> bool
    where
        Self: Sized,
    {
        |_| false
    }
}

impl<T> Fallible for Returned<T> {
    type Value = T;
}

/// The run is left before its end unless [`finished`] says otherwise: by `?`, which returns an error.
pub fn expect_error(guard: WorkflowGuard) -> WorkflowGuard {
    guard.set_status(RunStatus::Error);
    guard
}

/// As [`expect_error`], where the body has a `return` of which nobody knows what it returns.
pub fn expect_return(guard: WorkflowGuard) -> WorkflowGuard {
    guard.set_status(RunStatus::Unknown);
    guard
}

/// The run has come to its end with this value.
pub fn finished<T>(guard: &WorkflowGuard, failed: fn(&T) -> bool, value: T) -> T {
    guard.set_status(if failed(&value) {
        RunStatus::Error
    } else {
        RunStatus::Ok
    });
    value
}
