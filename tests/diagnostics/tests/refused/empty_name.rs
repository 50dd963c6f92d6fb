//! A name without a letter.
use perf_runtime::monitored_workflow;

#[monitored_workflow(name = " ", max_s = 1)]
fn measured() {}

fn main() {
    measured();
}
