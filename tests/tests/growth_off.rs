//! Without monitoring a size is type-checked and nothing else: no evaluation, and the same lints.

#![cfg(not(feature = "monitoring"))]
#![deny(warnings)]

use perf_runtime::perf_budget;

/// What a size names is used, with monitoring and without.
#[perf_budget(max_growth = "n", size = data.len())]
fn ignores_its_argument(data: &[u8]) {}

fn never_called() -> usize {
    panic!("a size is not evaluated")
}

#[perf_budget(max_growth = "n log n", size = never_called())]
fn moves(data: Vec<u8>) -> usize {
    const ITEM: usize = 1;
    let length = data.len();
    drop(data);
    length + ITEM
}

#[perf_budget(max_growth = "n", size = data.len())]
async fn later(data: &[u8]) -> usize {
    data.len()
}

#[test]
fn functions_with_a_size_do_what_they_did() {
    ignores_its_argument(&[]);
    assert_eq!(moves(vec![1, 2]), 3);
    let mut future = std::pin::pin!(later(&[1]));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(length) = std::future::Future::poll(future.as_mut(), &mut context)
    else {
        panic!("the future waits for nothing");
    };
    assert_eq!(length, 1);
}
