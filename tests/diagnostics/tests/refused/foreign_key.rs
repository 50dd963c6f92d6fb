//! A key that resembles none.
use perf_runtime::perf_budget;

#[perf_budget(colour = 2)]
fn measured() {}

fn main() {
    measured();
}
