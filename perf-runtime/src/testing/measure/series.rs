//! The samples of one measurement, and the interval that they give at a look.

use super::measurement::Standing;
use super::ruler::Speed;
use super::sample::Sample;
use crate::stats::{Estimate, order};

/// All samples so far.
#[derive(Default)]
pub(super) struct Series {
    samples: Vec<Sample>,
}

/// What the samples say at one look.
pub(super) struct View {
    pub(super) standing: Standing,
    pub(super) estimate: Estimate,
    /// The deciding samples at full speed, ascending, in nanoseconds per call.
    pub(super) sorted: Vec<f64>,
    /// The preemptions of the typical deciding sample.
    pub(super) involuntary: f64,
    /// The calls of the typical deciding sample.
    pub(super) calls: f64,
}

impl Series {
    pub(super) fn push(&mut self, sample: Sample) {
        self.samples.push(sample);
    }

    pub(super) fn len(&self) -> u64 {
        self.samples.len() as u64
    }

    pub(super) fn disturbed(&self) -> u64 {
        self.samples.iter().filter(|sample| !sample.clean).count() as u64
    }

    pub(super) fn wall(&self) -> Option<Estimate> {
        let mut wall: Vec<f64> = self.samples.iter().map(|sample| sample.wall_ns).collect();
        wall.sort_by(f64::total_cmp);
        Some(Estimate {
            low: *wall.get(wall.len() / 4)?,
            value: order::median(&wall)?,
            high: *wall.get(wall.len() * 3 / 4)?,
        })
    }

    /// Looks at the interval; `None` without any sample.
    pub(super) fn view(&self, speed: &Speed, limit_ns: f64, look: u32) -> Option<View> {
        let deciding = self.deciding();
        let mut sorted: Vec<f64> = deciding
            .iter()
            .map(|sample| sample.full_speed_ns(speed.best_ns))
            .collect();
        sorted.sort_by(f64::total_cmp);
        let interval = order::median_interval(&sorted, order::alpha_at_look(look));
        let estimate = match interval {
            Some(interval) => widened(interval, speed),
            None => Estimate {
                low: *sorted.first()?,
                value: order::median(&sorted)?,
                high: *sorted.last()?,
            },
        };
        let standing = match interval {
            None => Standing::TooFew,
            Some(_) if estimate.high < limit_ns => Standing::Below,
            Some(_) if estimate.low > limit_ns => Standing::Above,
            Some(_) => Standing::Undecided,
        };
        let involuntary = median_of(deciding.iter().map(|sample| sample.involuntary as f64));
        let calls = median_of(deciding.iter().map(|sample| sample.calls));
        Some(View {
            standing,
            estimate,
            sorted,
            involuntary,
            calls,
        })
    }

    /// Undisturbed samples where there are enough of them, all samples elsewhere: under constant preemption the
    /// disturbed ones, with the wait set aside, are all there is.
    fn deciding(&self) -> Vec<&Sample> {
        let clean: Vec<&Sample> = self.samples.iter().filter(|sample| sample.clean).collect();
        if clean.len() as u64 >= order::samples_needed(0.5, order::alpha_at_look(1)) {
            clean
        } else {
            self.samples.iter().collect()
        }
    }
}

/// Without a remembered best nobody knows how fast the machine can be; how far its speed moved now is the measure of it.
fn widened(interval: Estimate, speed: &Speed) -> Estimate {
    if speed.remembered_at.is_some() {
        return interval;
    }
    let drift = 1.0 + speed.slowdown();
    Estimate {
        low: interval.low / drift,
        value: interval.value,
        high: interval.high * drift,
    }
}

fn median_of(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    order::median(&values).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(judged_ns: f64, clean: bool) -> Sample {
        Sample {
            judged_ns,
            core_share: 1.0,
            reference_ns: 2.0,
            wall_ns: judged_ns,
            clean,
            calls: 10.0,
            involuntary: u64::from(!clean),
        }
    }

    fn speed(remembered: bool) -> Speed {
        Speed {
            best_ns: 2.0,
            median_ns: 2.2,
            lowest_ns: 2.0,
            remembered_at: remembered.then_some(1),
        }
    }

    fn series(samples: impl IntoIterator<Item = Sample>) -> Series {
        Series {
            samples: samples.into_iter().collect(),
        }
    }

    #[test]
    fn the_interval_is_set_against_the_limit() {
        let values = series((0..15).map(|i| sample(100.0 + f64::from(i) / 10.0, true)));
        let standing = |limit| values.view(&speed(true), limit, 1).unwrap().standing;
        assert_eq!(standing(110.0), Standing::Below);
        assert_eq!(standing(90.0), Standing::Above);
        assert_eq!(standing(100.7), Standing::Undecided);
    }

    #[test]
    fn few_samples_give_no_interval_and_none_gives_nothing() {
        let few = series((0..11).map(|_| sample(100.0, true)));
        assert_eq!(
            few.view(&speed(true), 1e9, 1).unwrap().standing,
            Standing::TooFew
        );
        assert!(series([]).view(&speed(true), 1e9, 1).is_none());
    }

    #[test]
    fn disturbed_samples_count_only_while_there_is_nothing_better() {
        let disturbed = || (0..90).map(|_| sample(150.0, false));
        let mixed = series(disturbed().chain((0..15).map(|_| sample(100.0, true))));
        let view = mixed.view(&speed(true), 120.0, 1).unwrap();
        assert_eq!((view.standing, view.involuntary), (Standing::Below, 0.0));
        let scarce = series(disturbed().chain((0..11).map(|_| sample(100.0, true))));
        let view = scarce.view(&speed(true), 120.0, 1).unwrap();
        assert_eq!((view.standing, view.involuntary), (Standing::Above, 1.0));
    }

    #[test]
    fn without_a_remembered_best_the_drift_widens_the_interval() {
        let values = series((0..20).map(|_| sample(100.0, true)));
        let known = values.view(&speed(true), 105.0, 1).unwrap();
        let unknown = values.view(&speed(false), 105.0, 1).unwrap();
        assert_eq!(known.standing, Standing::Below);
        assert_eq!(unknown.standing, Standing::Undecided);
        assert!((unknown.estimate.high - 110.0).abs() < 1e-9);
    }
}
