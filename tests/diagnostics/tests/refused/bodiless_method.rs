//! A method that only the implementations have.
use perf_runtime::perf_budget;

trait Measured {
    #[perf_budget(max_ms = 1)]
    fn call(&self);
}

impl Measured for u8 {
    fn call(&self) {}
}

fn main() {
    1.call();
}
