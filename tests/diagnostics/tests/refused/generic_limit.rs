//! A limit that depends on the type.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = N)]
fn measured<const N: usize>() {}

fn main() {
    measured::<1>();
}
