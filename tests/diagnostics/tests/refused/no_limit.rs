//! A budget with a name and no limit.
use perf_runtime::perf_budget;

#[perf_budget(owner = "beamline")]
fn measured() {}

fn main() {
    measured();
}
