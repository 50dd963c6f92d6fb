//! An exception from no rule.
use perf_runtime::perf_budget;

#[perf_budget(skip)]
fn measured() {}

fn main() {
    measured();
}
