//! What a call costs its caller, in units of a bare pair of readings.

use super::Row;
use crate::measure::interleave;
use crate::subject::{self, chain};

const ROUNDS: usize = 1500;

/// One thread, with and without limits on the heap, nested, and inside an open workflow.
pub(crate) fn rows() -> Vec<Row> {
    let rounds = interleave(
        ROUNDS,
        &[
            &|calls| chain(calls, subject::bare),
            &|calls| chain(calls, subject::pair),
            &|calls| chain(calls, subject::timed),
            &|calls| chain(calls, subject::timed_with_heap),
            &|calls| chain(calls, subject::nested_bare::outer),
            &|calls| chain(calls, subject::nested_timed::outer),
        ],
    );
    let inside = perf_runtime::workflow("bench", || {
        interleave(
            ROUNDS,
            &[
                &|calls| chain(calls, subject::bare),
                &|calls| chain(calls, subject::pair),
                &|calls| chain(calls, subject::timed),
            ],
        )
    });
    let pair_ns = rounds.median(|costs| costs[1] - costs[0]);
    let of_pair = |index: usize| {
        rounds.median(|costs| (costs[index] - costs[0]) / (costs[1] - costs[0]))
    };
    let nested =
        rounds.median(|costs| (costs[5] - costs[4]) / 3.0 / (costs[1] - costs[0]));
    vec![
        Row::shown("a bare pair of readings", pair_ns, "ns"),
        Row::at_most("a call, full recording, one thread", of_pair(2), 1.15, "× pair"),
        Row::at_most(
            "the same inside an open workflow (no call tree yet)",
            inside.median(|costs| (costs[2] - costs[0]) / (costs[1] - costs[0])),
            1.6,
            "× pair",
        ),
        Row::at_most("nested calls, depth 3, per call", nested, 1.2, "× pair"),
        Row::at_most("recording with limits on allocations", of_pair(3), 1.25, "× pair"),
    ]
}
