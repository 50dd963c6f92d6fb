//! A constant.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1)]
const MEASURED: u8 = 1;

fn main() {
    let _ = MEASURED;
}
