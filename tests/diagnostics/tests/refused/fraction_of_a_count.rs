//! Half an allocation.
use perf_runtime::perf_budget;

#[perf_budget(max_allocs = 1.5)]
fn measured() {}

fn main() {
    measured();
}
