//! An import.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1)]
use std::mem::drop as measured;

fn main() {
    measured(1);
}
