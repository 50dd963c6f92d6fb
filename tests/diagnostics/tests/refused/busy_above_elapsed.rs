//! More time being polled than there is.
use perf_runtime::perf_budget;

#[perf_budget(max_busy_ms = 3, max_ms = 2)]
async fn measured() {}

fn main() {
    drop(measured());
}
