//! Two arguments without a comma.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1 max_allocs = 2)]
fn measured() {}

fn main() {
    measured();
}
