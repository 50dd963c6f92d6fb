//! Five mistakes in one attribute.
use perf_runtime::perf_budget;

#[perf_budget(max = 2, max_mss = 3, tags = 1, max_us = -1, name = 3)]
fn measured() {}

fn main() {
    measured();
}
