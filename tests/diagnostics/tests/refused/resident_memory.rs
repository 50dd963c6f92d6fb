//! A limit that only workflows have.
use perf_runtime::perf_budget;

#[perf_budget(max_rss_mb = 1)]
fn measured() {}

fn main() {
    measured();
}
