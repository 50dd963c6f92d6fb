//! One batch as a sample: time per call, what of it follows the core's speed, and whether anything disturbed it.

use super::reading::Reading;
use super::speed::{Beat, FELT, Speed};
use super::tally::Tally;

/// A batch that was disturbed by more than this is counted as such.
const CLEAN: f64 = 0.05;
/// Run-queue wait up to this part of a batch is a wake-up, not a neighbour; it is subtracted anyway.
const UNDISTURBED_WAIT: f64 = 0.002;
/// Below this part of a batch a site may or may not have been what was preempted.
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
    /// One round of the wide reference before and after it, in nanoseconds.
    pub(super) wides_ns: (f64, f64),
    /// One round of the float reference beside it, in nanoseconds, where it was read.
    pub(super) float_ns: Option<f64>,
    /// Wall time of a call, in nanoseconds.
    pub(super) wall_ns: f64,
    /// By how much the spins before and after the batch differ, as a part: the core's speed changed within it. 1 or
    /// more when the batch waited for a processor. It says nothing of the function, so that samples may be chosen by it.
    pub(super) disturbance: f64,
    /// Calls of the batch.
    pub(super) calls: f64,
    /// Times the batch was preempted.
    pub(super) involuntary: u64,
}

impl Sample {
    /// Makes a sample of a batch; `None` when the batch says nothing of the site.
    pub(super) fn of(reading: &Reading, tally: Tally, beats: (Beat, Beat)) -> Option<Self> {
        if tally.calls == 0 || reading.wall_ns <= 0.0 {
            return None;
        }
        let (before, after) = (beats.0.spin_ns, beats.1.spin_ns);
        let judged = reading.judged_ns();
        let wait = reading.wait_ns.unwrap_or(0.0);
        let disturbed = wait > judged * UNDISTURBED_WAIT;
        // Of calls on other threads only the recorder knows how long they waited; and of a batch that is mostly something
        // else, which call was preempted.
        let others = tally.on_other_threads
            || disturbed && tally.wall_ns < reading.wall_ns * SITE_IS_THE_BATCH;
        let site_judged = if others {
            tally.judged_ns
        } else {
            tally.wall_ns * judged / reading.wall_ns
        };
        let calls = tally.calls as f64;
        Some(Self {
            judged_ns: site_judged / calls,
            core_share: reading.core_share(),
            reference_ns: before.min(after),
            wides_ns: (beats.0.wide_ns, beats.1.wide_ns),
            float_ns: match (beats.0.float_ns, beats.1.float_ns) {
                (Some(before), Some(after)) => Some(f64::midpoint(before, after)),
                (before, after) => before.or(after),
            },
            wall_ns: tally.wall_ns / calls,
            disturbance: if disturbed {
                1.0 + wait / judged
            } else {
                before.max(after) / before.min(after) - 1.0
            },
            calls,
            involuntary: reading.switches.involuntary,
        })
    }

    /// One round of the wide reference beside it, in nanoseconds.
    pub(super) fn wide_ns(&self) -> f64 {
        f64::midpoint(self.wides_ns.0, self.wides_ns.1)
    }

    /// What somebody else on the core who keeps its floating-point units busy may have added, as a part.
    pub(super) fn float_crowd(&self, speed: &Speed) -> f64 {
        self.float_ns
            .map_or(0.0, |float_ns| speed.float_crowd_at(float_ns))
    }

    /// Nobody else used the core.
    pub(super) fn is_alone(&self, speed: &Speed) -> bool {
        speed.crowd_beside(self.wide_ns(), self.reference_ns) < FELT
    }

    /// Nobody interrupted the batch and the core's speed was steady.
    pub(super) fn is_clean(&self) -> bool {
        self.disturbance < CLEAN
    }

    /// Time of a call if the core had run at its usual speed and had not been slowed by the part `crowded`: its core part
    /// scaled, sleep and waiting left alone.
    pub(super) fn usual_speed_ns(&self, usual_reference_ns: f64, crowded: f64) -> f64 {
        let speed = usual_reference_ns / self.reference_ns / (1.0 + crowded);
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

    fn beats(before_ns: f64, after_ns: f64) -> (Beat, Beat) {
        let beat = |spin_ns| Beat {
            spin_ns,
            wide_ns: 1.4,
            float_ns: None,
        };
        (beat(before_ns), beat(after_ns))
    }

    fn tally(calls: u64, wall_ns: f64) -> Tally {
        Tally {
            calls,
            wall_ns,
            judged_ns: wall_ns,
            on_other_threads: false,
        }
    }

    #[test]
    fn time_is_scaled_to_the_usual_speed_and_sleep_is_not() {
        let sample = Sample::of(&QUIET, tally(10, 1e5), beats(2.2, 2.2)).unwrap();
        assert!(sample.is_clean());
        assert!((sample.usual_speed_ns(2.0, 0.0) - 1e4 / 1.1).abs() < 1e-6);
        assert!((sample.usual_speed_ns(2.2, 0.25) - 1e4 / 1.25).abs() < 1e-6);
        let asleep = Reading {
            cpu_ns: Some(0.0),
            ..QUIET
        };
        let sample = Sample::of(&asleep, tally(10, 1e5), beats(2.2, 2.2)).unwrap();
        assert!((sample.usual_speed_ns(2.0, 0.0) - 1e4).abs() < 1e-6);
    }

    #[test]
    fn an_unsteady_reference_or_a_wait_is_not_clean() {
        let unsteady = Sample::of(&QUIET, tally(10, 1e5), beats(2.2, 2.0)).unwrap();
        assert!(!unsteady.is_clean());
        let preempted = Reading {
            wall_ns: 3e5,
            wait_ns: Some(2e5),
            ..QUIET
        };
        let sample = Sample::of(&preempted, tally(10, 3e5), beats(2.0, 2.0)).unwrap();
        assert!(!sample.is_clean());
        assert!((sample.judged_ns - 1e4).abs() < 1e-6, "{sample:?}");
    }

    #[test]
    fn of_a_preempted_batch_that_is_mostly_something_else_the_recorder_knows_the_sites_part() {
        let preempted = Reading {
            wall_ns: 3e5,
            wait_ns: Some(2e5),
            ..QUIET
        };
        let recorded = Tally {
            judged_ns: 5e4,
            ..tally(10, 1e5)
        };
        let sample = Sample::of(&preempted, recorded, beats(2.0, 2.0)).unwrap();
        assert!((sample.judged_ns - 5e3).abs() < 1e-6, "{sample:?}");
        assert_eq!(Sample::of(&QUIET, tally(0, 0.0), beats(2.0, 2.0)), None);
    }

    #[test]
    fn of_calls_on_other_threads_the_recorder_knows_how_long_they_waited() {
        let joined = Reading {
            cpu_ns: Some(0.0),
            ..QUIET
        };
        let on_two_threads = Tally {
            judged_ns: 8e4,
            on_other_threads: true,
            ..tally(10, 1.9e5)
        };
        let sample = Sample::of(&joined, on_two_threads, beats(2.0, 2.0)).unwrap();
        assert!((sample.judged_ns - 8e3).abs() < 1e-6, "{sample:?}");
    }
}
