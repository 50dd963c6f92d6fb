//! A type.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1)]
struct Measured;

fn main() {
    let _ = Measured;
}
