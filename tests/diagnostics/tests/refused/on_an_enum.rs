//! A type of another kind.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1)]
enum Measured {
    One,
}

fn main() {
    let _ = Measured::One;
}
