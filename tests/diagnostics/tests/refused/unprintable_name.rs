//! A name that would break the line of a table.
use perf_runtime::perf_budget;

#[perf_budget(name = "two\nlines", max_s = 1)]
fn measured() {}

fn main() {
    measured();
}
