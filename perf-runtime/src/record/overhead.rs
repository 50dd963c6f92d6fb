//! What a sample shows beyond the function it measures, found on this machine and taken off every sample.
//!
//! Two readings with nothing between them are some nanoseconds apart: a sample of next to no work is too long. The
//! processor works on what follows while it waits for what came before: a sample of much work is too short, because the
//! recorder's own instructions run in its shadow. Both are measured; what lies half-way is taken off, and what is left
//! is stated as the resolution.

use std::hint::black_box;
use std::sync::OnceLock;

use crate::clock::{self, Scale};

/// What a sample shows beyond the function it measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Overhead {
    ns: f64,
    resolution_ns: f64,
}

/// Rounds of which the median counts: an interrupt spoils one of them.
const ROUNDS: usize = 33;

/// Samples of one round.
const SAMPLES: usize = 32;

/// Dependent steps of the work that is measured: about 90 ns, longer than the recorder's own instructions.
const STEPS: usize = 64;

impl Overhead {
    /// Measured once per process, in about 0.3 ms.
    pub(super) fn of_this_machine(scale: Scale) -> Self {
        static OVERHEAD: OnceLock<Overhead> = OnceLock::new();
        *OVERHEAD.get_or_init(|| Self::measure(scale))
    }

    fn measure(scale: Scale) -> Self {
        let mut readings = Vec::with_capacity(ROUNDS * SAMPLES);
        let too_long = median_of_rounds(|| {
            let samples = (0..SAMPLES).map(|_| sample(|| ()));
            let before = readings.len();
            readings.extend(samples);
            mean(&readings[before..])
        });
        let too_short = median_of_rounds(|| {
            let mut x = 1;
            let start = clock::now();
            for _ in 0..SAMPLES {
                x = steps(black_box(x));
            }
            black_box(x);
            let true_ticks = clock::now().saturating_sub(start) as f64 / SAMPLES as f64;
            let samples: [u64; SAMPLES] = std::array::from_fn(|_| sample(|| x = steps(black_box(x))));
            true_ticks - mean(&samples)
        });
        readings.sort_unstable();
        Self {
            ns: scale.ns((too_long - too_short) / 2.0),
            resolution_ns: scale.ns(((too_long + too_short) / 2.0).max(step(&readings) as f64)),
        }
    }

    /// To be taken off every sample, in nanoseconds; negative where samples are too short rather than too long.
    pub(super) fn ns(self) -> f64 {
        self.ns
    }

    /// The error that is left, at least the smallest difference of two readings that is not zero. In nanoseconds.
    pub(super) fn resolution_ns(self) -> f64 {
        self.resolution_ns
    }
}

/// A sample as guards take it.
#[inline(always)]
fn sample(work: impl FnOnce()) -> u64 {
    let start = clock::direct();
    work();
    black_box(&start);
    clock::direct().saturating_sub(start)
}

/// Work of a known kind: each step waits for the one before it.
#[inline(never)]
fn steps(mut x: u64) -> u64 {
    for _ in 0..STEPS {
        x = (x ^ (x >> 7)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    x
}

fn mean(samples: &[u64]) -> f64 {
    samples.iter().sum::<u64>() as f64 / samples.len() as f64
}

fn median_of_rounds(round: impl FnMut() -> f64) -> f64 {
    let mut rounds: Vec<f64> = std::iter::repeat_with(round).take(ROUNDS).collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}

/// The smallest step between sorted readings that is not zero; one tick if all are equal.
fn step(sorted: &[u64]) -> u64 {
    let steps = sorted.windows(2).map(|pair| pair[1] - pair[0]);
    let smallest = steps.filter(|step| *step > 0).min();
    smallest
        .or(sorted.first().copied().filter(|first| *first > 0))
        .unwrap_or(1)
}
