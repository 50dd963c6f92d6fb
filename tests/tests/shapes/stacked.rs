//! Attributes of others on the same function, in both orders: each does its work, and the call is recorded once. Those of
//! tests stand in the satellite `stacked`, `#[async_trait]` among the cases of traits.

use crate::support::{ONE, block_on, recorded, yield_now};
use perf_runtime::{monitored_workflow, perf_budget};

mod tracing_spans {
    use super::*;

    #[derive(Debug)]
    struct Refused;

    #[tracing::instrument]
    #[perf_budget(max_s = 100)]
    fn below(x: u64) -> u64 {
        x + 1
    }

    #[perf_budget(max_s = 100)]
    #[tracing::instrument(skip_all, ret)]
    fn above(x: u64) -> u64 {
        x + 1
    }

    #[tracing::instrument(err)]
    #[perf_budget(max_s = 100, max_busy_s = 100)]
    async fn awaited_below(
        text: &str,
        list: &mut Vec<u64>,
    ) -> Result<u64, std::num::ParseIntError> {
        yield_now().await;
        let number = text.parse()?;
        list.push(number);
        Ok(number)
    }

    #[perf_budget(max_s = 100, max_busy_s = 100)]
    #[tracing::instrument(fields(length = text.len()), ret)]
    async fn awaited_above(text: String) -> usize {
        yield_now().await;
        text.len()
    }

    #[monitored_workflow]
    #[tracing::instrument]
    #[perf_budget(max_s = 100)]
    fn between(x: u64) -> Result<u64, Refused> {
        if x > 3 { Err(Refused) } else { Ok(x) }
    }

    struct Owner;

    #[perf_budget(max_s = 100)]
    impl Owner {
        #[tracing::instrument(skip(self))]
        async fn wait(&self, x: u64) -> u64 {
            yield_now().await;
            x
        }
    }

    #[test]
    fn with_an_instrumented_function() {
        let mut list = vec![];
        assert_eq!(recorded(ONE, || below(1)), 2);
        assert_eq!(recorded(ONE, || above(1)), 2);
        assert_eq!(
            recorded(ONE, || block_on(awaited_below("1", &mut list))),
            Ok(1)
        );
        assert!(recorded(ONE, || block_on(awaited_below("a", &mut list))).is_err());
        assert_eq!(list, [1]);
        assert_eq!(recorded(ONE, || block_on(awaited_above("ab".into()))), 2);
        assert!(recorded(2 * ONE, || between(4)).is_err());
        assert_eq!(recorded(ONE, || block_on(Owner.wait(1))), 1);
    }
}

mod tokio_runtimes {
    use super::*;

    #[tokio::main(flavor = "current_thread")]
    #[perf_budget(max_s = 100)]
    async fn main_above(x: u64) -> u64 {
        tokio::task::yield_now().await;
        x
    }

    #[perf_budget(max_s = 100)]
    #[tokio::main(flavor = "current_thread")]
    async fn main_below(x: u64) -> Result<u64, std::num::ParseIntError> {
        tokio::task::yield_now().await;
        Ok("1".parse::<u64>()? + x)
    }

    #[test]
    fn with_a_runtime_around_the_body() {
        assert_eq!(recorded(ONE, || main_above(1)), 1);
        assert_eq!(recorded(ONE, || main_below(1)), Ok(2));
    }

    #[tokio::test]
    #[perf_budget(max_s = 100)]
    async fn test_above() {
        tokio::task::yield_now().await;
        assert_eq!(answer().await, 42);
    }

    #[perf_budget(max_s = 100)]
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn test_below() -> Result<(), tokio::task::JoinError> {
        assert_eq!(tokio::spawn(answer()).await?, 42);
        Ok(())
    }

    #[perf_budget(max_s = 100)]
    #[tokio::test]
    #[should_panic(expected = "on purpose")]
    async fn test_that_panics() {
        tokio::task::yield_now().await;
        panic!("on purpose");
    }

    #[perf_budget(max_s = 100)]
    async fn answer() -> u64 {
        tokio::task::yield_now().await;
        42
    }
}
