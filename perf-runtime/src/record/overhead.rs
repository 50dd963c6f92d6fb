//! What a sample shows beyond the function it measures: found on this machine, and taken off every sample.

use std::hint::black_box;

use once_cell::race::OnceBox;

use crate::clock::{self, Scale};
use crate::guard::exact;

/// What samples show of a function that does nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Overhead {
    plain_ns: f64,
    exact_ns: f64,
    resolution_ns: f64,
    overlap_ns: f64,
}

/// Empty samples taken: some tens of microseconds in all.
const SAMPLES: usize = 1024;

/// Rounds of known work, of which the median counts: an interrupt spoils one of them.
const ROUNDS: usize = 33;

/// Calls of known work in a round.
const CALLS: usize = 32;

/// Dependent steps of the known work: about 90 ns.
const STEPS: usize = 64;

impl Overhead {
    /// Measured once per process, in about half a millisecond.
    pub(super) fn of_this_machine(scale: Scale) -> Self {
        static OVERHEAD: OnceBox<Overhead> = OnceBox::new();
        *OVERHEAD.get_or_init(|| Box::new(Self::measure(scale)))
    }

    fn measure(scale: Scale) -> Self {
        let mut empty: [u64; SAMPLES] = std::array::from_fn(|_| {
            let start = clock::direct();
            black_box(&start);
            clock::direct().saturating_sub(start)
        });
        empty.sort_unstable();
        let rounds: [Round; ROUNDS] = std::array::from_fn(|_| Round::run());
        let in_most = |figure: fn(&Round) -> f64| {
            let mut figures = rounds.each_ref().map(figure);
            figures.sort_unstable_by(f64::total_cmp);
            figures[ROUNDS / 2]
        };
        let plain = typical(&empty);
        Self {
            plain_ns: scale.ns(plain),
            exact_ns: scale.ns(in_most(|round| round.exact - round.alone).max(0.0)),
            resolution_ns: scale.ns(step(&empty) as f64),
            overlap_ns: scale.ns((plain - in_most(|round| round.plain - round.alone)).max(0.0)),
        }
    }

    /// To be taken off every sample, in nanoseconds.
    pub(super) fn plain_ns(self) -> f64 {
        self.plain_ns
    }

    /// To be taken off every exact reading, in nanoseconds.
    pub(super) fn exact_ns(self) -> f64 {
        self.exact_ns
    }

    /// What a plain reading may miss of the work around it, in nanoseconds.
    pub(super) fn overlap_ns(self) -> f64 {
        self.overlap_ns
    }

    /// The smallest difference of two readings that is not zero, in nanoseconds.
    pub(super) fn resolution_ns(self) -> f64 {
        self.resolution_ns
    }
}

/// What a call of known work takes, in ticks: as a part of a long row of calls, by exact readings and by plain ones.
struct Round {
    alone: f64,
    exact: f64,
    plain: f64,
}

impl Round {
    fn run() -> Self {
        let mut x = 1;
        let start = fenced();
        for _ in 0..CALLS {
            x = known_work(black_box(x));
        }
        black_box(&x);
        let row = fenced().saturating_sub(start);
        let mut exact = 0;
        for _ in 0..CALLS {
            let start = fenced();
            x = known_work(black_box(x));
            black_box(&x);
            black_box(clock::direct());
            exact += since(start);
        }
        let mut plain = 0;
        for _ in 0..CALLS {
            let start = clock::direct();
            x = known_work(black_box(x));
            black_box(&x);
            plain += clock::direct().saturating_sub(start);
        }
        let of_a_call = |ticks: u64| ticks as f64 / CALLS as f64;
        Self {
            alone: of_a_call(row),
            exact: of_a_call(exact),
            plain: of_a_call(plain),
        }
    }
}

/// A reading as guards take it where a call opens that is read exactly.
#[inline(never)]
fn fenced() -> u64 {
    clock::fenced()
}

/// Likewise where it has closed.
#[inline(never)]
fn since(start: u64) -> u64 {
    exact::since(start).unwrap_or(0)
}

/// Steps each of which waits for the one before it, so that their number is their time.
#[inline(never)]
fn known_work(mut x: u64) -> u64 {
    for _ in 0..STEPS {
        x = (x ^ (x >> 7)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    x
}

/// The mean of the lower nine tenths: the rest met an interrupt.
fn typical(sorted: &[u64]) -> f64 {
    let kept = &sorted[..sorted.len() * 9 / 10];
    kept.iter().sum::<u64>() as f64 / kept.len() as f64
}

/// The smallest step between sorted readings that is not zero; one tick if all are equal.
fn step(sorted: &[u64]) -> u64 {
    let steps = sorted.windows(2).map(|pair| pair[1] - pair[0]);
    let smallest = steps.filter(|step| *step > 0).min();
    smallest
        .or(sorted.first().copied().filter(|first| *first > 0))
        .unwrap_or(1)
}
