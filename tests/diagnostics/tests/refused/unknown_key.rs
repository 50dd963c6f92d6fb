//! A misspelt key names the nearest one.
use perf_runtime::perf_budget;

#[perf_budget(max_mss = 2)]
fn measured() {}

fn main() {
    measured();
}
