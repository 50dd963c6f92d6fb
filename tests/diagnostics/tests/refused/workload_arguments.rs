//! A workload with other arguments.
use perf_runtime::perf_workload;

#[perf_workload(sizes = [0])]
fn measured(_: u8) {}

fn main() {
    measured(1);
}
