//! A limit of no time at all.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 0)]
fn measured() {}

fn main() {
    measured();
}
