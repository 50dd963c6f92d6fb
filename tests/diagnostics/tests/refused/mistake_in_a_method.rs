//! A mistake above one of several methods.
use perf_runtime::perf_budget;

struct Measured;

impl Measured {
    #[perf_budget(max_ms = 0)]
    fn first(&self) {}

    #[perf_budget(max_ms = 1)]
    fn second(&self) {}
}

fn main() {
    Measured.first();
    Measured.second();
}
