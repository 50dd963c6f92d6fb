//! What a poll of a measured future costs.

use std::future::Future;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use perf_runtime::perf_budget;

use crate::measure::interleave;
use crate::row::Row;
use crate::subject::{ticks, work};

const ROUNDS: usize = 1500;

/// Pending as often as it was told, with a little work at each poll.
struct Yields {
    polls: u64,
    x: u64,
}

impl Future for Yields {
    type Output = u64;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        self.x = work(self.x);
        self.polls -= 1;
        if self.polls == 0 {
            Poll::Ready(self.x)
        } else {
            Poll::Pending
        }
    }
}

async fn bare(polls: u64) -> u64 {
    Yields { polls, x: polls }.await
}

#[perf_budget(max_s = 100.0)]
async fn timed(polls: u64) -> u64 {
    Yields { polls, x: polls }.await
}

/// Reads the counter before and after each poll.
struct Paired<F>(F);

impl<F: Future + Unpin> Future for Paired<F> {
    type Output = F::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let start = ticks();
        let result = Pin::new(&mut self.0).poll(context);
        black_box(ticks().wrapping_sub(start));
        result
    }
}

async fn pair(polls: u64) -> u64 {
    Paired(Yields { polls, x: polls }).await
}

#[inline(always)]
fn run(future: impl Future<Output = u64>) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    let result = loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
            break result;
        }
    };
    // Without a reader of the result the bare future would not do its work.
    black_box(result);
}

pub(crate) fn rows() -> Vec<Row> {
    let rounds = interleave(
        ROUNDS,
        &[
            &|polls| run(bare(polls)),
            &|polls| run(pair(polls)),
            &|polls| run(timed(polls)),
        ],
    );
    let of_pair = rounds.median(|costs| (costs[2] - costs[0]) / (costs[1] - costs[0]));
    vec![Row::at_most("async, per poll", of_pair, 1.3, "of a pair")]
}
