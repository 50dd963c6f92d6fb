//! The same limit twice, in two units.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1, max_us = 2)]
fn measured() {}

fn main() {
    measured();
}
