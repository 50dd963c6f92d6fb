//! Two threads against one: whether recording on one thread is slowed down by recording on another.

use crate::measure::{interleave, median, on_each};
use crate::row::Row;
use crate::subject::{self, chain};

const ROUNDS: usize = 150;

/// Runs of one thread and of two, in turn.
const TURNS: usize = 10;

/// Cost of a recorded call and of a bare pair, in nanoseconds, on each of several threads at once.
fn on_threads(count: usize) -> Vec<(f64, f64)> {
    on_each(count, || {
        let rounds = interleave(
            ROUNDS,
            &[
                &|calls| chain(calls, subject::bare),
                &|calls| chain(calls, subject::pair),
                &|calls| chain(calls, subject::timed),
            ],
        );
        (
            rounds.median(|costs| costs[2] - costs[0]),
            rounds.median(|costs| costs[1] - costs[0]),
        )
    })
}

/// Two processors that share a core slow each other whatever they do: the bare pair's own ratio is shown beside.
pub(crate) fn rows() -> Vec<Row> {
    let mut recorded = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..TURNS {
        let one = on_threads(1)[0];
        for two in on_threads(2) {
            recorded.push(two.0 / one.0);
            bare.push(two.1 / one.1);
        }
    }
    let (recorded, bare) = (median(recorded), median(bare));
    vec![
        Row::shown("a bare pair, two threads against one", bare, "× one thread"),
        Row::at_most(
            "a call, two threads against one",
            recorded,
            1.05,
            "× one thread",
        ),
    ]
}
