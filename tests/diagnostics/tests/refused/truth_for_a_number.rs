//! A truth value where a number belongs.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = true)]
fn measured() {}

fn main() {
    measured();
}
