//! A limit below zero.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = -0.5)]
fn measured() {}

fn main() {
    measured();
}
