//! A tail shorter than the typical call.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 2, max_p95_us = 1)]
fn measured() {}

fn main() {
    measured();
}
