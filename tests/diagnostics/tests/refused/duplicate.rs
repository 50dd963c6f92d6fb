//! The same key twice.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1, max_ms = 2)]
fn measured() {}

fn main() {
    measured();
}
