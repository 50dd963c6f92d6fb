//! A budget of nothing.
use perf_runtime::perf_budget;

#[perf_budget()]
fn measured() {}

fn main() {
    measured();
}
