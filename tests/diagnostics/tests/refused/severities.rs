//! A warning that comes after the critical alert.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1, warning_percent = 60)]
fn measured() {}

fn main() {
    measured();
}
