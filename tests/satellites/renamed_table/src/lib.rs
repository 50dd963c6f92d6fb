//! A user that calls the runtime something else: in a table, with a hyphen.
#![deny(warnings)]
#![forbid(unsafe_code)]

use speed_limits::{monitored_workflow, perf_budget};

#[perf_budget(max_s = 5.0)]
pub fn sum(values: &[u32]) -> u32 {
    values.iter().sum()
}

#[monitored_workflow(max_s = 5.0)]
pub async fn later(values: &[u32]) -> u32 {
    speed_limits::phase!("sum");
    sum(values)
}

#[test]
fn sums() {
    assert_eq!(sum(&[1, 2]), 3);
}
