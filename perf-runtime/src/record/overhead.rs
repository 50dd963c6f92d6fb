//! The recorder's own share of a sample, measured on this machine and taken off every sample.

use std::hint::black_box;
use std::sync::OnceLock;

use crate::clock::{self, Scale};

/// What a sample shows beyond the function it measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Overhead {
    ns: f64,
    resolution_ns: f64,
}

/// Pairs of readings taken: some tens of microseconds in all.
const PAIRS: usize = 1024;

impl Overhead {
    /// Measured once per process.
    pub(super) fn of_this_machine(scale: Scale) -> Self {
        static OVERHEAD: OnceLock<Overhead> = OnceLock::new();
        *OVERHEAD.get_or_init(|| Self::measure(scale))
    }

    fn measure(scale: Scale) -> Self {
        let mut pairs = [0_u64; PAIRS];
        for pair in &mut pairs {
            let start = clock::now();
            black_box(&pair);
            *pair = clock::now().saturating_sub(start);
        }
        pairs.sort_unstable();
        // The lower nine tenths: the rest met an interrupt.
        let kept = &pairs[..PAIRS * 9 / 10];
        let mean = kept.iter().sum::<u64>() as f64 / kept.len() as f64;
        Self {
            ns: scale.ns(mean),
            resolution_ns: scale.ns(step(kept) as f64),
        }
    }

    /// To be taken off every sample, in nanoseconds.
    pub(super) fn ns(self) -> f64 {
        self.ns
    }

    /// The smallest difference of two readings that is not zero, in nanoseconds.
    pub(super) fn resolution_ns(self) -> f64 {
        self.resolution_ns
    }
}

/// The smallest step between sorted readings that is not zero; one tick if all are equal.
fn step(sorted: &[u64]) -> u64 {
    let steps = sorted.windows(2).map(|pair| pair[1] - pair[0]);
    let smallest = steps.filter(|step| *step > 0).min();
    smallest
        .or(sorted.first().copied().filter(|first| *first > 0))
        .unwrap_or(1)
}
