//! The workload with the feature `monitoring` off: nobody makes one, so that functions that take one compile to nothing.

use std::future::Future;

/// With the feature `monitoring`: hands a `#[perf_workload]` function its size and number of threads, and runs its code
/// as often as a measurement needs. Off: no value of this type exists.
#[derive(Debug)]
pub enum Workload {}

impl Workload {
    /// The input size to run with.
    #[inline(always)]
    #[must_use]
    pub fn size(&self) -> usize {
        match *self {}
    }

    /// The number of threads to run on.
    #[inline(always)]
    #[must_use]
    pub fn threads(&self) -> usize {
        match *self {}
    }

    /// Runs `call` as often as a measurement needs.
    #[inline(always)]
    pub fn run<R>(&mut self, call: impl FnMut() -> R) {
        let _ = call;
        match *self {}
    }

    /// Runs `call` with a fresh input each time; making inputs is not measured.
    #[inline(always)]
    pub fn run_with<I, R>(&mut self, input: impl FnMut() -> I, call: impl FnMut(I) -> R) {
        let _ = (input, call);
        match *self {}
    }

    /// Runs a fresh future to its end each time.
    #[inline(always)]
    pub fn run_async<F: Future>(&mut self, future: impl FnMut() -> F) {
        let _ = future;
        match *self {}
    }
}

/// With the feature `monitoring`: measures how long a program takes until it is ready. Off: nothing.
#[derive(Debug, Clone)]
pub struct Startup {
    _private: (),
}

impl Startup {
    /// The start-up of a program.
    #[must_use]
    pub fn of(program: impl AsRef<std::path::Path>) -> Self {
        let _ = program;
        Self { _private: () }
    }

    /// With one more argument.
    #[must_use]
    pub fn arg(self, argument: impl Into<std::ffi::OsString>) -> Self {
        let _ = argument;
        self
    }

    /// Nothing.
    #[inline(always)]
    pub fn assert_kept(&self) {}
}
