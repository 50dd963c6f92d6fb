//! A block of foreign functions.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1)]
unsafe extern "C" {
    safe fn abs(x: i32) -> i32;
}

fn main() {
    abs(1);
}
