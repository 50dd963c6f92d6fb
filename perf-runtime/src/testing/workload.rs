//! What a `#[perf_workload]` function is given: the size to run with, and the runner of its code.

use std::future::Future;
use std::hint::black_box;

use super::block_on::block_on;
use super::job::Job;
use super::register::Case;

/// Hands a `#[perf_workload]` function its size and number of threads, and runs its code as often as a measurement needs.
///
/// ```
/// use perf_runtime::testing::Workload;
///
/// fn sort(data: &mut Vec<u32>) {
///     data.sort();
/// }
///
/// fn sorting(w: &mut Workload) {
///     let unsorted: Vec<u32> = (0..w.size() as u32).rev().collect();
///     w.run_with(|| unsorted.clone(), |mut data| sort(&mut data));
/// }
/// ```
#[derive(Debug)]
pub struct Workload {
    case: Case,
    job: Job,
}

impl Workload {
    pub(super) fn new(case: Case, job: Job) -> Self {
        Self { case, job }
    }

    pub(super) fn into_job(self) -> Job {
        self.job
    }

    /// The input size to run with: one of the attribute's `sizes`, 1 without any.
    #[must_use]
    pub fn size(&self) -> usize {
        self.case.size
    }

    /// The number of threads to run on: one of the attribute's `threads`, 1 without any.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.case.threads
    }

    /// Runs `call` as often as a measurement needs.
    pub fn run<R>(&mut self, mut call: impl FnMut() -> R) {
        self.job.run(&mut |calls| {
            for _ in 0..calls {
                black_box(call());
            }
        });
    }

    /// Runs `call` with a fresh input each time. The time that making inputs takes is not measured; calls that it makes of a
    /// function with budgets are, as that function's.
    pub fn run_with<I, R>(&mut self, mut input: impl FnMut() -> I, mut call: impl FnMut(I) -> R) {
        self.job.run(&mut |calls| {
            for _ in 0..calls {
                let input = black_box(input());
                black_box(call(input));
            }
        });
    }

    /// Runs a fresh future to its end each time, on the calling thread.
    ///
    /// Futures that need a runtime of their own (timers, sockets) are run by that runtime inside [`run`](Self::run).
    pub fn run_async<F: Future>(&mut self, mut future: impl FnMut() -> F) {
        self.job.run(&mut |calls| {
            for _ in 0..calls {
                black_box(block_on(future()));
            }
        });
    }
}
