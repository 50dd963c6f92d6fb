//! A block without a function to measure.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1)]
impl Measured {
    const fn call(&self) {}
}

struct Measured;

fn main() {
    Measured.call();
}
