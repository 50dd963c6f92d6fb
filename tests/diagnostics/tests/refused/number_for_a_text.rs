//! A number where text belongs.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1, name = 3)]
fn measured() {}

fn main() {
    measured();
}
