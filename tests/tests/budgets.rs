//! The harness as users have it: a test target without libtest, judged by cargo and nextest like any other.

use std::process::ExitCode;

use perf_runtime::{Workload, perf_budget, perf_workload};

perf_runtime::install_allocator!();

/// Sorts in place: no allocation, and far below a second on any machine.
#[perf_budget(max_s = 1.0, max_allocs = 0)]
fn sort(values: &mut [u32]) {
    values.sort_unstable();
}

#[perf_workload(sizes = [100, 10_000])]
fn sorting(w: &mut Workload) {
    let unsorted: Vec<u32> = (0..w.size() as u32).rev().collect();
    w.run_with(|| unsorted.clone(), |mut values| sort(&mut values));
}

fn main() -> ExitCode {
    perf_runtime::testing::main()
}
