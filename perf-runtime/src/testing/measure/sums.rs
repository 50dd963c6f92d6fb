//! What all batches of a measurement add up to.

use super::reading::Reading;
use crate::probe::counters::Counts;

/// Sums over all batches, disturbed ones too.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) calls: u64,
    /// Absent until a wait was read.
    pub(super) wait_ns: Option<f64>,
    pub(super) involuntary: u64,
    /// Batches that said nothing of the subject.
    pub(super) discarded: u64,
    counted_calls: u64,
    counts: Counts,
}

impl Sums {
    pub(super) fn add(&mut self, reading: &Reading, calls: u64) {
        self.calls += calls;
        if let Some(wait) = reading.wait_ns {
            *self.wait_ns.get_or_insert(0.0) += wait;
        }
        self.involuntary += reading.switches.involuntary;
        if let Some(counts) = reading.counts {
            self.counted_calls += calls;
            self.counts.instructions += counts.instructions;
            self.counts.cycles += counts.cycles;
        }
    }

    /// A count per call of the block; absent where nothing could be counted.
    pub(super) fn per_call(&self, figure: impl Fn(&Counts) -> u64) -> Option<f64> {
        (self.counted_calls > 0).then(|| figure(&self.counts) as f64 / self.counted_calls as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_per_counted_call_and_absent_without_counters() {
        let mut sums = Sums::default();
        sums.add(&Reading::default(), 10);
        assert_eq!((sums.calls, sums.wait_ns), (10, None));
        assert_eq!(sums.per_call(|counts| counts.instructions), None);
        let counted = Reading {
            counts: Some(Counts {
                instructions: 500,
                cycles: 250,
            }),
            wait_ns: Some(3.0),
            ..Reading::default()
        };
        sums.add(&counted, 10);
        assert_eq!(sums.per_call(|counts| counts.instructions), Some(50.0));
        assert_eq!(sums.wait_ns, Some(3.0));
    }
}
