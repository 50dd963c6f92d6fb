//! A limit beyond all memory.
use perf_runtime::perf_budget;

#[perf_budget(max_alloc_bytes = 999999999999999999999999)]
fn measured() {}

fn main() {
    measured();
}
