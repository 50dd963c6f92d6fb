//! A trait.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1)]
trait Measured {
    fn call(&self) {}
}

impl Measured for u8 {}

fn main() {
    1.call();
}
