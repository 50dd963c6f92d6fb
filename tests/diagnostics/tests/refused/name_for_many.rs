//! One name for all methods of a block.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1, name = "call")]
impl Measured {
    fn call(&self) {}
}

struct Measured;

fn main() {
    Measured.call();
}
