//! A function whose body is elsewhere.
use perf_runtime::perf_budget;

unsafe extern "C" {
    #[perf_budget(max_ms = 1)]
    safe fn abs(x: i32) -> i32;
}

fn main() {
    abs(1);
}
