//! One batch as a sample: time per call, what of it follows the core's speed, and whether anything disturbed it.

use super::reading::Reading;
use super::tally::Tally;

/// Spins before and after a batch that differ by more than this mean that the speed changed within it.
const STEADY_REFERENCE: f64 = 0.05;
/// Run-queue wait up to this part of a batch is a wake-up, not a neighbour; it is subtracted anyway.
const UNDISTURBED_WAIT: f64 = 0.002;
/// Below this part of a batch a site may or may not have been what was preempted: its own time is then unknown.
const SITE_IS_THE_BATCH: f64 = 0.9;

/// One batch, per call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample {
    /// Judged time of a call, in nanoseconds at the speed of the moment.
    pub(super) judged_ns: f64,
    /// The part of it that follows the core's speed.
    pub(super) core_share: f64,
    /// One round of the reference beside it, in nanoseconds.
    pub(super) reference_ns: f64,
    /// Wall time of a call, in nanoseconds.
    pub(super) wall_ns: f64,
    /// Nobody interrupted the batch and the core's speed was steady.
    pub(super) clean: bool,
    /// Calls of the batch.
    pub(super) calls: f64,
    /// Times the batch was preempted.
    pub(super) involuntary: u64,
}

impl Sample {
    /// Makes a sample of a batch; `None` when the batch says nothing of the site.
    pub(super) fn of(reading: &Reading, tally: Tally, references: (f64, f64)) -> Option<Self> {
        if tally.calls == 0 || reading.wall_ns <= 0.0 {
            return None;
        }
        let (before, after) = references;
        let judged = reading.judged_ns();
        let wait = reading.wait_ns.unwrap_or(0.0);
        let disturbed = wait > judged * UNDISTURBED_WAIT;
        if disturbed && tally.wall_ns < reading.wall_ns * SITE_IS_THE_BATCH {
            return None;
        }
        let site_judged = tally.wall_ns * judged / reading.wall_ns;
        let calls = tally.calls as f64;
        Some(Self {
            judged_ns: site_judged / calls,
            core_share: reading.core_share(),
            reference_ns: before.min(after),
            wall_ns: tally.wall_ns / calls,
            clean: !disturbed && (before / after - 1.0).abs() < STEADY_REFERENCE,
            calls,
            involuntary: reading.switches.involuntary,
        })
    }

    /// Time of a call if the core had run at its best: its core part scaled, sleep and waiting left alone.
    pub(super) fn full_speed_ns(&self, best_reference_ns: f64) -> f64 {
        let speed = best_reference_ns / self.reference_ns;
        self.judged_ns * (self.core_share * speed + (1.0 - self.core_share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Reading = Reading {
        wall_ns: 1e5,
        cpu_ns: Some(1e5),
        wait_ns: Some(0.0),
        switches: crate::probe::switches::Switches {
            voluntary: 0,
            involuntary: 0,
            faults: 0,
        },
        counts: None,
    };

    fn tally(calls: u64, wall_ns: f64) -> Tally {
        Tally { calls, wall_ns }
    }

    #[test]
    fn time_is_scaled_to_full_speed_and_sleep_is_not() {
        let sample = Sample::of(&QUIET, tally(10, 1e5), (2.2, 2.2)).unwrap();
        assert!(sample.clean);
        assert!((sample.full_speed_ns(2.0) - 1e4 / 1.1).abs() < 1e-6);
        let asleep = Reading {
            cpu_ns: Some(0.0),
            ..QUIET
        };
        let sample = Sample::of(&asleep, tally(10, 1e5), (2.2, 2.2)).unwrap();
        assert!((sample.full_speed_ns(2.0) - 1e4).abs() < 1e-6);
    }

    #[test]
    fn an_unsteady_reference_or_a_wait_is_not_clean() {
        let unsteady = Sample::of(&QUIET, tally(10, 1e5), (2.2, 2.0)).unwrap();
        assert!(!unsteady.clean);
        let preempted = Reading {
            wall_ns: 3e5,
            wait_ns: Some(2e5),
            ..QUIET
        };
        let sample = Sample::of(&preempted, tally(10, 3e5), (2.0, 2.0)).unwrap();
        assert!(!sample.clean);
        assert!((sample.judged_ns - 1e4).abs() < 1e-6, "{sample:?}");
    }

    #[test]
    fn a_preempted_batch_that_is_mostly_something_else_says_nothing_of_the_site() {
        let preempted = Reading {
            wall_ns: 3e5,
            wait_ns: Some(2e5),
            ..QUIET
        };
        assert_eq!(Sample::of(&preempted, tally(10, 1e5), (2.0, 2.0)), None);
        assert_eq!(Sample::of(&QUIET, tally(0, 0.0), (2.0, 2.0)), None);
    }
}
