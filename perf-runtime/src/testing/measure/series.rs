//! The samples of one measurement, and the interval that they give at a look.

use super::crowd::{Follows, Moment, follows};
use super::measurement::Standing;
use super::sample::Sample;
use super::speed::Speed;
use crate::stats::{Estimate, order};

/// Samples are chosen by the steadiest of these bounds on their disturbance that leaves enough of them.
const STEADINESS: [f64; 4] = [0.005, 0.01, 0.02, 0.05];

/// What is less than this part of a call says nothing of it.
const NEGLIGIBLE: f64 = 0.02;

/// Somebody who uses the core half of the time, in turns shorter than a batch, is missed by many a reading beside one: a batch
/// had the core to itself when so many before and after it seem to have had it, too.
const NEAR: usize = 2;

/// All samples so far, in the order in which they were taken.
#[derive(Default)]
pub(super) struct Series {
    samples: Vec<Sample>,
    /// What each call of a site is off, at most, by the overlap of its readings with the work around them, in nanoseconds.
    overlap_ns: f64,
}

/// Samples that decide, with the crowd that each may have met.
struct Deciding<'a> {
    samples: Vec<(&'a Sample, Around)>,
    follows: Follows,
}

/// What a crowd around a batch may have added to its time.
#[derive(Clone, Copy)]
struct Around {
    /// By taking from all that the core does, as a part of any code's time.
    wide: f64,
    /// By taking its floating-point units, as a part of the time of code that needs them. Whether this code does is not
    /// known, and such neighbours are rare: it is taken to.
    float: f64,
}

impl Around {
    const NOBODY: Self = Self {
        wide: 0.0,
        float: 0.0,
    };

    /// The most that it added to code that follows so far.
    fn added(self, follows: Follows) -> f64 {
        (1.0 + follows.added(self.wide)) * (1.0 + self.float) - 1.0
    }
}

/// What the samples say at one look.
pub(super) struct View {
    pub(super) standing: Standing,
    pub(super) estimate: Estimate,
    /// The deciding samples at the usual speed, without all that a crowd on the core may have added, ascending, in nanoseconds
    /// per call.
    pub(super) sorted: Vec<f64>,
    /// The part of the deciding samples at or below the limit, with all that a crowd may have added. Noise only ever slows:
    /// samples below the limit show a function that keeps it, or an excess that comes and goes.
    pub(super) share_under_limit: f64,
    /// They had the core to themselves.
    pub(super) alone: bool,
    /// The preemptions of the typical deciding sample.
    pub(super) involuntary: f64,
    /// The calls of the typical deciding sample.
    pub(super) calls: f64,
    /// The part of its time that the typical deciding sample computed; the rest it slept or waited.
    pub(super) core_share: f64,
}

impl Series {
    /// No samples yet, of calls whose recorded times may each be off by so much.
    pub(super) fn of_calls_off_by(overlap_ns: f64) -> Self {
        Self {
            overlap_ns,
            ..Self::default()
        }
    }

    pub(super) fn push(&mut self, sample: Sample) {
        self.samples.push(sample);
    }

    pub(super) fn len(&self) -> u64 {
        self.samples.len() as u64
    }

    pub(super) fn disturbed(&self) -> u64 {
        self.samples
            .iter()
            .filter(|sample| !sample.is_clean())
            .count() as u64
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
        let alpha = order::alpha_at_look(look);
        let Deciding {
            samples: deciding,
            follows,
        } = self.deciding(alpha, speed);
        let at_usual_speed = |added: &dyn Fn(Around) -> f64| {
            let values = deciding
                .iter()
                .map(|(sample, around)| sample.usual_speed_ns(speed.usual_ns, added(*around)));
            ascending(values)
        };
        // What a crowd may have added is no proof of an excess; and no proof of the contrary, as it need not have.
        let sorted = at_usual_speed(&|around| around.added(follows));
        let upper = at_usual_speed(&|_| 0.0);
        let value = order::median(&upper)?;
        let ranks = order::ranks(sorted.len() as u64, 0.5, alpha);
        let estimate = match ranks {
            Some((low, high)) => {
                let interval = Estimate {
                    low: sorted[low as usize],
                    value,
                    high: upper[high as usize],
                };
                self.overlapped(widened(interval, speed))
            }
            None => Estimate {
                low: *sorted.first()?,
                value,
                high: *upper.last()?,
            },
        };
        let standing = match ranks {
            None => Standing::TooFew,
            Some(_) if estimate.high < limit_ns => Standing::Below,
            Some(_) if estimate.low > limit_ns => Standing::Above,
            Some(_) => Standing::Undecided,
        };
        let involuntary = median_of(deciding.iter().map(|(sample, _)| sample.involuntary as f64));
        let calls = median_of(deciding.iter().map(|(sample, _)| sample.calls));
        let core_share = median_of(deciding.iter().map(|(sample, _)| sample.core_share));
        let under = upper.partition_point(|value| *value <= limit_ns);
        Some(View {
            standing,
            estimate,
            share_under_limit: under as f64 / upper.len() as f64,
            alone: follows == Follows::NOTHING,
            sorted,
            involuntary,
            calls,
            core_share,
        })
    }

    /// The interval, moved outward where a call is so short that the overlap is a part of it worth mentioning.
    fn overlapped(&self, interval: Estimate) -> Estimate {
        if self.overlap_ns < interval.value * NEGLIGIBLE {
            return interval;
        }
        Estimate {
            low: (interval.low - self.overlap_ns).max(0.0),
            value: interval.value,
            high: interval.high + self.overlap_ns,
        }
    }

    /// The least disturbed samples that are enough for an interval, with the core to themselves where there are enough
    /// of those; and how far they follow what crowds the core. Under constant preemption the disturbed ones, with the
    /// wait set aside, are all there is.
    fn deciding(&self, alpha: f64, speed: &Speed) -> Deciding<'_> {
        let needed = order::samples_needed(0.5, alpha) as usize;
        let all: Vec<usize> = (0..self.samples.len()).collect();
        let is_alone = |at: &usize| self.samples[*at].is_alone(speed);
        let alone: Vec<usize> = all.iter().copied().filter(is_alone).collect();
        let surely: Vec<usize> = alone
            .iter()
            .copied()
            .filter(|at| self.near(*at, NEAR).all(|near| near.is_alone(speed)))
            .collect();
        let with = |chosen: Vec<usize>, follows, around: &dyn Fn(usize) -> Around| Deciding {
            samples: chosen
                .into_iter()
                .map(|at| (&self.samples[at], around(at)))
                .collect(),
            follows,
        };
        if let Some(steady) = self.steadiest(&surely, needed) {
            return with(steady, Follows::NOTHING, &|_| Around::NOBODY);
        }
        if let Some(steady) = self.steadiest(&alone, needed) {
            return with(steady, Follows::ALL, &|at| self.around(at, NEAR, speed));
        }
        let chosen = self.steadiest(&all, needed).unwrap_or(all);
        let moment = |at: &usize| {
            let sample = &self.samples[*at];
            Moment {
                before: speed.crowd_at(sample.wides_ns.0),
                after: speed.crowd_at(sample.wides_ns.1),
                time: sample.judged_ns / (1.0 + sample.float_crowd(speed)),
            }
        };
        let follows = follows(&chosen.iter().map(moment).collect::<Vec<_>>());
        with(chosen, follows, &|at| self.around(at, 0, speed))
    }

    /// The crowd around a sample and so many before and after it.
    fn around(&self, at: usize, reach: usize, speed: &Speed) -> Around {
        let mean = |crowd: &dyn Fn(&Sample) -> f64| {
            let near = self.near(at, reach);
            near.map(crowd).sum::<f64>() / self.near(at, reach).count() as f64
        };
        Around {
            wide: mean(&|sample| speed.crowd_at(sample.wide_ns())),
            float: mean(&|sample| sample.float_crowd(speed)),
        }
    }

    /// The samples around a place, with the one there.
    fn near(&self, at: usize, reach: usize) -> impl Iterator<Item = &Sample> {
        let end = (at + reach + 1).min(self.samples.len());
        self.samples[at.saturating_sub(reach)..end].iter()
    }

    /// The samples below the lowest bound on disturbance that leaves `needed` of them.
    fn steadiest(&self, places: &[usize], needed: usize) -> Option<Vec<usize>> {
        let below = |bound: &f64| -> Vec<usize> {
            let places = places.iter().copied();
            places
                .filter(|at| self.samples[*at].disturbance < *bound)
                .collect()
        };
        let mut found = STEADINESS.iter().map(below);
        found.find(|places| places.len() >= needed)
    }
}

fn ascending(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Without a memory nobody knows how fast the machine usually is; how far its speed moved now is the measure of it.
fn widened(interval: Estimate, speed: &Speed) -> Estimate {
    if speed.remembered_at.is_some() {
        return interval;
    }
    let drift = 1.0 + speed.drift;
    Estimate {
        low: interval.low / drift,
        value: interval.value,
        high: interval.high * drift,
    }
}

fn median_of(values: impl Iterator<Item = f64>) -> f64 {
    order::median(&ascending(values)).unwrap_or(0.0)
}

#[cfg(test)]
mod tests;
