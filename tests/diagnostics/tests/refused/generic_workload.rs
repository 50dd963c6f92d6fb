//! A workload for any type.
use perf_runtime::perf_workload;

#[perf_workload(sizes = [1])]
fn measured<T: Default>(_: &mut perf_runtime::Workload) {}

fn main() {
    let _: fn(&mut _) = measured::<u8>;
}
