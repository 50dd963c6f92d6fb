//! A number without a unit.
use perf_runtime::perf_budget;

#[perf_budget(max = 2)]
fn measured() {}

fn main() {
    measured();
}
