//! A library without the standard library.
#![no_std]
#![deny(warnings)]
#![forbid(unsafe_code)]

use perf_runtime::{monitored_workflow, perf_budget, perf_workload};

#[perf_budget(max_s = 5.0, max_allocs = 0)]
pub fn sum(values: &[u32]) -> u32 {
    values.iter().sum()
}

#[monitored_workflow(max_s = 5.0)]
pub fn mean(values: &[u32]) -> Option<u32> {
    perf_runtime::phase!("sum");
    let sum = sum(values);
    sum.checked_div(u32::try_from(values.len()).ok()?)
}

#[perf_budget(max_s = 5.0)]
pub async fn later(values: &[u32]) -> u32 {
    sum(values)
}

#[perf_workload(sizes = [1], covers(sum))]
pub fn work(w: &mut perf_runtime::Workload) {
    w.run(|| sum(&[1]));
}

#[cfg(test)]
perf_runtime::install_allocator!();

#[test]
fn all_behave() {
    assert_eq!(mean(&[1, 3]), Some(2));
}
