//! Attributes of tests and both of ours on one function, in both orders.
#![deny(warnings)]
#![forbid(unsafe_code)]

use perf_runtime::{monitored_workflow, perf_budget};

#[perf_budget(max_s = 5.0)]
#[monitored_workflow(max_s = 5.0)]
pub fn budget_first(value: u32) -> u32 {
    value
}

#[monitored_workflow(max_s = 5.0)]
#[perf_budget(max_s = 5.0)]
pub fn workflow_first(value: u32) -> u32 {
    value
}

#[perf_budget(max_s = 5.0)]
#[perf_budget(max_allocs = 5)]
pub fn twice(value: &[u32]) -> Vec<u32> {
    value.to_vec()
}

#[perf_budget(max_s = 5.0)]
#[monitored_workflow(max_s = 5.0)]
pub async fn awaited_budget_first(value: &mut u32) -> &mut u32 {
    value
}

#[monitored_workflow(max_s = 5.0)]
#[perf_budget(max_s = 5.0)]
pub async fn awaited_workflow_first(value: String) -> String {
    value
}

#[monitored_workflow(max_s = 5.0)]
#[perf_budget(max_s = 5.0)]
pub fn future(value: String) -> impl Future<Output = String> {
    async move { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[perf_budget(max_s = 5.0)]
    fn below_test() {
        assert_eq!((budget_first(1), workflow_first(2)), (1, 2));
    }

    #[perf_budget(max_s = 5.0)]
    #[test]
    fn above_test() -> Result<(), std::num::ParseIntError> {
        assert_eq!("12".parse::<usize>()?, 12);
        Ok(())
    }

    #[perf_budget(max_s = 5.0)]
    #[test]
    #[should_panic(expected = "on purpose")]
    fn above_should_panic() {
        panic!("on purpose");
    }

    #[test]
    #[should_panic(expected = "on purpose")]
    #[monitored_workflow(max_s = 5.0)]
    fn below_should_panic() {
        panic!("on purpose");
    }

    #[test]
    #[perf_budget(max_s = 5.0)]
    #[should_panic]
    #[ignore = "to see whether it is"]
    fn between() {}

    #[test]
    #[expect(unused_variables)]
    #[perf_budget(max_s = 5.0)]
    fn expected() {
        let unused = 1;
    }
}
