//! A function that may run while compiling.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1)]
const fn measured() -> u8 {
    1
}

fn main() {
    const _: u8 = measured();
}
