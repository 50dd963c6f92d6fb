//! What the harness wants of a workload this time: one run, one measurement, or enough calls to count.

use std::fmt;
use std::time::Instant;

use super::costing::{Costed, Costing};
use super::measure::{Measurement, Settings, Subject, Tally, subject};
use super::scaling::{Gauge, ScalingCase};
use crate::probe::machine::Remembered;
use crate::record;
use crate::site::Site;

/// Calls are exercised for this long at least, in nanoseconds: what happens every so often should be seen.
const EXERCISE_NS: f64 = 20e6;

/// What is done with each block that a workload runs.
pub(super) enum Job {
    /// Run it once, to see which sites it reaches.
    Once,
    /// Measure a site inside it against a limit.
    Measure(Box<Measuring>),
    /// Find out what a site costs in it.
    Cost(Box<Costing>),
    /// Find out what all of it takes.
    Scale(Box<Gauge>),
    /// Call it often enough for the recorder to have samples.
    Exercise {
        /// Calls that the limit's statistic needs.
        calls: u64,
        /// Slow code ends with fewer calls after this time, in nanoseconds.
        box_ns: f64,
    },
}

/// A measurement that a workload is asked for.
pub(super) struct Measuring {
    pub(super) site: &'static Site,
    pub(super) limit_ns: f64,
    pub(super) settings: Settings,
    pub(super) remembered: Remembered,
    /// One for each block of the workload that reached the site.
    pub(super) found: Vec<Measurement>,
}

impl Job {
    pub(super) fn run(&mut self, batch: &mut dyn FnMut(u64)) {
        match self {
            Self::Once => batch(1),
            Self::Measure(measuring) => measuring.run(batch),
            Self::Cost(costing) => costing.run(batch),
            Self::Scale(gauge) => gauge.run(batch),
            Self::Exercise { calls, box_ns } => exercise(batch, *calls, *box_ns),
        }
    }

    /// The measurements that were made.
    pub(super) fn into_found(self) -> Vec<Measurement> {
        match self {
            Self::Measure(measuring) => measuring.found,
            Self::Once | Self::Cost(_) | Self::Scale(_) | Self::Exercise { .. } => Vec::new(),
        }
    }

    /// What all of it takes.
    pub(super) fn into_gauged(self) -> Option<ScalingCase> {
        match self {
            Self::Scale(gauge) => gauge.into_found(),
            Self::Once | Self::Measure(_) | Self::Cost(_) | Self::Exercise { .. } => None,
        }
    }

    /// The costs that were found.
    pub(super) fn into_costs(self) -> Vec<Costed> {
        match self {
            Self::Cost(costing) => costing.found,
            Self::Once | Self::Measure(_) | Self::Scale(_) | Self::Exercise { .. } => Vec::new(),
        }
    }
}

impl Measuring {
    fn run(&mut self, batch: &mut dyn FnMut(u64)) {
        let mut added = record::added(self.site);
        let mut here = record::added_here(self.site);
        batch(1);
        let reached = added().calls;
        // A workload may run several blocks; those that do not reach the site are not its business.
        if reached == 0 {
            return;
        }
        let on_other_threads = reached > here();
        let mut tally = || {
            let added = added();
            Tally {
                calls: added.calls,
                wall_ns: added.wall_ns(),
                judged_ns: added.judged_ns(),
                on_other_threads,
            }
        };
        let subject_site = Subject::Site(&mut tally);
        let found = subject(
            batch,
            subject_site,
            self.limit_ns,
            &self.settings,
            self.remembered,
        );
        self.found.push(found);
    }
}

fn exercise(batch: &mut dyn FnMut(u64), calls: u64, box_ns: f64) {
    let start = Instant::now();
    let mut done = 0;
    loop {
        batch(1);
        done += 1;
        let spent_ns = start.elapsed().as_nanos() as f64;
        if spent_ns >= box_ns || done >= calls && spent_ns >= EXERCISE_NS {
            return;
        }
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Once => "Once",
            Self::Measure(_) => "Measure",
            Self::Cost(_) => "Cost",
            Self::Scale(_) => "Scale",
            Self::Exercise { .. } => "Exercise",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_is_one_call_and_an_exercise_is_many() {
        let mut calls = 0;
        Job::Once.run(&mut |times| calls += times);
        assert_eq!(calls, 1);
        let mut exercise = Job::Exercise {
            calls: 100,
            box_ns: 1e12,
        };
        exercise.run(&mut |times| calls += times);
        assert!(calls >= 101);
    }

    #[test]
    fn a_slow_exercise_ends_with_its_box() {
        let mut calls = 0;
        let mut exercise = Job::Exercise {
            calls: 1_000,
            box_ns: 1.0,
        };
        exercise.run(&mut |times| calls += times);
        assert_eq!(calls, 1);
    }
}
