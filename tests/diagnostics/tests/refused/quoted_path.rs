//! The path of the runtime in quotes.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1, crate = "perf_runtime")]
fn measured() {}

fn main() {
    measured();
}
