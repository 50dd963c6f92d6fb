//! The unit written behind the number.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 2ms)]
fn measured() {}

fn main() {
    measured();
}
