//! A key without its value.
use perf_runtime::perf_budget;

#[perf_budget(max_ms)]
fn measured() {}

fn main() {
    measured();
}
