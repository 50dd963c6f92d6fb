//! Text where a number belongs.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = "2")]
fn measured() {}

fn main() {
    measured();
}
