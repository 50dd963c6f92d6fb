//! How long and how finely to measure.

/// The knobs of one measurement. The defaults are what was measured to decide soundly within a blink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Judged time that the batches of one budget may use, in nanoseconds.
    pub box_ns: f64,
    /// A slow function may use this many boxes until it has the samples that an interval needs.
    pub boxes_for_slow: f64,
    /// Where it is undecided for want of samples with the core to themselves, it goes on for this many times as long.
    pub boxes_for_crowd: f64,
    /// Wall time may exceed the boxes by this factor when neighbours hold the processors.
    pub wall_factor: f64,
    /// A batch runs this long at least, in nanoseconds: shorter ones drown in the cost of reading the clocks, and in what
    /// clocks and reference leave behind in caches and branch predictors.
    pub batch_ns: f64,
    /// Where calls are shorter than this, in nanoseconds, each batch follows a call that is not measured.
    pub unmeasured_first_ns: f64,
    /// Calls go on unmeasured for this long, in nanoseconds, so that caches, branch predictors and clocks settle.
    pub warm_up_ns: f64,
    /// Slow functions are warm after this many calls.
    pub warm_up_calls: u64,
    /// Each of the two references runs for this part of a batch …
    pub reference_share: f64,
    /// … but not shorter and not longer than this, in nanoseconds.
    pub reference_bounds_ns: (f64, f64),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            box_ns: 120e6,
            boxes_for_slow: 10.0,
            boxes_for_crowd: 3.0,
            wall_factor: 4.0,
            batch_ns: 250e3,
            unmeasured_first_ns: 500e3,
            warm_up_ns: 5e6,
            warm_up_calls: 3,
            reference_share: 0.15,
            reference_bounds_ns: (15e3, 400e3),
        }
    }
}

/// Samples at which the interval is looked at: 15, 22, 33, … Each look spends a part of the error probability, so
/// looks must not come too often; each further one needs half as many samples again.
#[derive(Debug, Clone)]
pub(super) struct Looks {
    next: u64,
    taken: u32,
}

impl Looks {
    pub(super) const FIRST: u64 = 15;

    pub(super) fn new() -> Self {
        Self {
            next: Self::FIRST,
            taken: 0,
        }
    }

    /// The number of the look, from 1, that is due at `samples` samples.
    pub(super) fn due(&mut self, samples: u64) -> Option<u32> {
        (samples >= self.next).then(|| self.take(samples))
    }

    /// The number of the last look, taken when the time is up, whether due or not.
    pub(super) fn last(&mut self, samples: u64) -> u32 {
        self.take(samples)
    }

    fn take(&mut self, samples: u64) -> u32 {
        self.next = samples + samples / 2;
        self.taken += 1;
        self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::Looks;

    #[test]
    fn looks_come_at_15_22_33_49() {
        let mut looks = Looks::new();
        let due: Vec<(u64, u32)> = (1..60)
            .filter_map(|samples| Some((samples, looks.due(samples)?)))
            .collect();
        assert_eq!(due, [(15, 1), (22, 2), (33, 3), (49, 4)]);
        assert_eq!(looks.last(60), 5);
    }
}
