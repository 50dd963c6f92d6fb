//! A limit that no clock can reach.
use perf_runtime::perf_budget;

#[perf_budget(max_s = 1e300)]
fn measured() {}

fn main() {
    measured();
}
