//! A number of memory without a unit.
use perf_runtime::perf_budget;

#[perf_budget(max_peak = 2)]
fn measured() {}

fn main() {
    measured();
}
