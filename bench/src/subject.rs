//! The functions that are measured: the same small work bare, between two bare readings of the time-stamp counter, and
//! with the attribute.

use std::hint::black_box;

use perf_runtime::perf_budget;

use crate::measure::interleave;
use crate::row::Row;

/// A few dependent operations that cannot be folded over several calls.
#[inline(always)]
pub(crate) fn work(x: u64) -> u64 {
    (x.rotate_left(23) ^ (x >> 3)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Reads the time-stamp counter, as cheaply as it can be read.
#[inline(always)]
pub(crate) fn ticks() -> u64 {
    // SAFETY: every x86-64 processor has the instruction.
    unsafe { std::arch::x86_64::_rdtsc() }
}

#[inline(never)]
pub(crate) fn bare(x: u64) -> u64 {
    work(x)
}

/// Some work between two readings that nothing keeps.
#[inline(always)]
fn between_readings(x: u64, work: impl Fn(u64) -> u64) -> u64 {
    let start = ticks();
    black_box(&x);
    let result = work(x);
    black_box(&result);
    black_box(ticks().wrapping_sub(start));
    result
}

/// The floor.
#[inline(never)]
pub(crate) fn pair(x: u64) -> u64 {
    between_readings(x, work)
}

#[inline(never)]
#[perf_budget(max_ms = 100.0)]
pub(crate) fn timed(x: u64) -> u64 {
    work(x)
}

#[inline(never)]
#[perf_budget(max_ms = 100.0, max_allocs = 0)]
pub(crate) fn timed_with_heap(x: u64) -> u64 {
    work(x)
}

/// Three functions that call each other, annotated or not.
macro_rules! nest {
    ($module:ident, $inner:path, #[$attribute:meta]) => {
        pub(crate) mod $module {
            #[inline(never)]
            #[$attribute]
            fn middle(x: u64) -> u64 {
                $inner(x).rotate_left(1)
            }

            #[inline(never)]
            #[$attribute]
            pub(crate) fn outer(x: u64) -> u64 {
                middle(x).rotate_left(1)
            }
        }
    };
}

nest!(nested_bare, super::bare, #[cfg(all())]);
nest!(nested_timed, super::timed, #[perf_runtime::perf_budget(max_ms = 100.0)]);

/// The floor of nested calls: every function between two bare readings.
mod nested_pair {
    use super::{between_readings, pair};

    #[inline(never)]
    fn middle(x: u64) -> u64 {
        between_readings(x, |x| pair(x).rotate_left(1))
    }

    #[inline(never)]
    pub(crate) fn outer(x: u64) -> u64 {
        between_readings(x, |x| middle(x).rotate_left(1))
    }
}

/// Calls `f` in a chain: no call can begin before the last one's result is known.
#[inline(always)]
pub(crate) fn chain(calls: u64, f: impl Fn(u64) -> u64) {
    let mut x = calls;
    for _ in 0..calls {
        x = f(x);
    }
    black_box(x);
}

const ROUNDS: usize = 1500;

/// One thread: flat, inside an open workflow, nested, and with limits on the heap.
pub(crate) fn rows() -> Vec<Row> {
    let rounds = interleave(
        ROUNDS,
        &[
            &|calls| chain(calls, bare),
            &|calls| chain(calls, pair),
            &|calls| chain(calls, timed),
            &|calls| chain(calls, timed_with_heap),
            &|calls| chain(calls, nested_bare::outer),
            &|calls| chain(calls, nested_timed::outer),
            &|calls| chain(calls, nested_pair::outer),
        ],
    );
    let inside = perf_runtime::workflow("bench", || {
        interleave(
            ROUNDS,
            &[
                &|calls| chain(calls, bare),
                &|calls| chain(calls, pair),
                &|calls| chain(calls, timed),
            ],
        )
    });
    let of_pair =
        |index: usize| rounds.median(|costs| (costs[index] - costs[0]) / (costs[1] - costs[0]));
    let nested = |index: usize| {
        rounds.median(|costs| (costs[index] - costs[4]) / 3.0 / (costs[1] - costs[0]))
    };
    let in_workflow = inside.median(|costs| (costs[2] - costs[0]) / (costs[1] - costs[0]));
    vec![
        Row::shown(
            "a bare pair of readings, one thread",
            rounds.median(|costs| costs[1] - costs[0]),
            "ns",
        ),
        Row::at_most(
            "a call with full recording: count, sum, extremes, histogram, exact readings; one thread",
            of_pair(2),
            1.15,
            "of a pair",
        ),
        Row::at_most(
            "the same inside an open workflow",
            in_workflow,
            1.6,
            "of a pair",
        ),
        Row::at_most(
            "nested calls, depth 3, per call",
            nested(5),
            1.2,
            "of a pair",
        ),
        Row::shown(
            "bare pairs of readings, nested as deep, per pair",
            nested(6),
            "of a pair",
        ),
        Row::at_most(
            "a call with limits on allocations as well",
            of_pair(3),
            1.25,
            "of a pair",
        ),
    ]
}
