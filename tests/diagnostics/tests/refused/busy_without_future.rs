//! Time being polled, where nothing is polled.
use perf_runtime::perf_budget;

#[perf_budget(max_busy_ms = 1)]
fn measured() {}

fn main() {
    measured();
}
