//! A user that does not list the runtime, and reaches it through another crate.
#![deny(warnings)]
#![forbid(unsafe_code)]

use facade::perf_runtime::{monitored_workflow, perf_budget, perf_workload};

const LIMIT: u64 = 5;

#[perf_budget(max_s = LIMIT, crate = facade::perf_runtime)]
pub fn sum(values: &[u32]) -> u32 {
    values.iter().sum()
}

#[monitored_workflow(crate = ::facade::limits, max_s = 5.0)]
pub async fn later(values: &[u32]) -> u32 {
    facade::limits::phase!("sum");
    sum(values)
}

#[perf_workload(sizes = [1], covers(sum), crate = ::facade::limits)]
pub fn work(w: &mut facade::limits::Workload) {
    w.run(|| sum(&[1]));
}

pub struct Sums;

#[perf_budget(max_s = 5, crate = ::facade::perf_runtime)]
impl Sums {
    pub fn one(&self) -> u32 {
        1
    }

    #[perf_budget(max_s = 6, crate = ::facade::perf_runtime)]
    pub fn two(&self) -> u32 {
        2
    }
}

#[test]
fn sums() {
    assert_eq!(sum(&[Sums.one(), Sums.two()]), 3);
}
