//! A workload harness with one budget of each kind, for the tests that start it with a filter.

use std::process::ExitCode;
use std::time::Duration;

use perf_runtime::{Workload, perf_budget, perf_workload};

perf_runtime::install_allocator!();

/// Far from its limit on any machine.
#[perf_budget(max_s = 1.0, max_p95_s = 2.0, max_cpu_s = 1.0, max_allocs = 0)]
pub fn healthy(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum()
}

/// Sleeps longer than its limit, which no machine can mend.
#[perf_budget(max_ms = 1.0)]
pub fn sleeps() {
    std::thread::sleep(Duration::from_millis(3));
}

/// Allocates although it must not.
#[perf_budget(max_allocs = 0)]
pub fn allocates(length: usize) -> Vec<u8> {
    vec![1; length]
}

/// No workload calls it.
#[perf_budget(max_ms = 1.0)]
pub fn forgotten() {}

/// Called by a workload that panics.
#[perf_budget(max_ms = 1000.0)]
pub fn called_before_a_panic() {}

/// Elapsed time of a future that sleeps.
#[perf_budget(max_ms = 1.0)]
pub async fn naps() {
    std::thread::sleep(Duration::from_millis(3));
}

mod twins {
    pub(super) mod a {
        #[perf_runtime::perf_budget(max_s = 1.0)]
        pub(crate) fn twin() {}
    }
    pub(super) mod b {
        #[perf_runtime::perf_budget(max_s = 1.0)]
        pub(crate) fn twin() {}
    }
}

#[perf_workload(sizes = [10, 1000], covers(healthy))]
fn sums(w: &mut Workload) {
    let values = vec![1.0; w.size()];
    w.run(|| healthy(&values));
}

#[perf_workload]
fn discovered(w: &mut Workload) {
    w.run(sleeps);
    w.run_with(|| 100, allocates);
}

#[perf_workload]
fn futures(w: &mut Workload) {
    w.run_async(naps);
}

#[perf_workload(covers(called_before_a_panic))]
fn panics(w: &mut Workload) {
    w.run(called_before_a_panic);
    panic!("on purpose");
}

#[perf_workload(covers(twin, b::twin, nowhere))]
fn misnamed(w: &mut Workload) {
    w.run(|| {
        twins::a::twin();
        twins::b::twin();
    });
}

fn main() -> ExitCode {
    perf_runtime::testing::main()
}
