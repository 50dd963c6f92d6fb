//! One measurement under way: warm-up, batches, looks, and the end.

use std::time::Instant;

use super::measurement::{Measurement, Standing};
use super::reading::{Probes, Reading};
use super::ruler::{Ruler, Speed};
use super::sample::Sample;
use super::series::{Series, View};
use super::settings::{Looks, Settings};
use super::sums::Sums;
use super::tally::{Subject, Tally};
use super::time_box::TimeBox;
use crate::probe::machine::Reference;
use crate::probe::steal;

/// A function is slow, for the warm-up, when a few calls take this many times the warm-up.
const SLOW_WARM_UPS: f64 = 10.0;

/// Calls of a batch, at most: a block that the optimiser emptied would never fill the time of one.
const MOST_CALLS: u64 = 1 << 22;

/// What is measured, against what, and how.
pub(super) struct Task<'a> {
    pub(super) batch: &'a mut dyn FnMut(u64),
    pub(super) subject: &'a Subject<'a>,
    pub(super) limit_ns: f64,
    pub(super) settings: &'a Settings,
    pub(super) remembered: Option<Reference>,
}

impl Task<'_> {
    pub(super) fn measure(mut self) -> Measurement {
        let start = Instant::now();
        let stolen_before = steal::machine_ns();
        let mut probes = Probes::open();
        let mut sums = Sums::default();
        let mut series = Series::default();
        let mut speed = Speed::default();
        let mut view = None;
        let earlier = self.tally();
        let call_ns = self.warm_up();
        let reached = matches!(self.subject, Subject::Block) || self.tally() != earlier;
        if reached {
            let calls = ((self.settings.batch_ns / call_ns).ceil() as u64).clamp(1, MOST_CALLS);
            let batch_ns = calls as f64 * call_ns;
            let mut ruler = Ruler::new(&probes, self.settings, batch_ns, self.remembered);
            view = self.until_decided(calls, &mut probes, &mut ruler, &mut series, &mut sums);
            speed = ruler.speed();
        }
        let stolen = steal::machine_ns().and_then(|now| Ok(now.saturating_sub(stolen_before?)));
        Measurement {
            speed,
            stolen_ns: stolen.ok(),
            took_ns: start.elapsed().as_nanos() as f64,
            unavailable: probes.unavailable(),
            ..Measurement::described(view, reached, self.limit_ns, &series, &sums)
        }
    }

    /// Runs the block until it is warm; returns the shortest time of a call, in nanoseconds.
    fn warm_up(&mut self) -> f64 {
        let (mut calls, mut done, mut spent_ns) = (1, 0, 0.0);
        let mut call_ns = f64::INFINITY;
        loop {
            let start = Instant::now();
            (self.batch)(calls);
            let took_ns = start.elapsed().as_nanos() as f64;
            call_ns = call_ns.min(took_ns / calls as f64);
            done += calls;
            spent_ns += took_ns;
            let enough_calls = done >= self.settings.warm_up_calls
                || spent_ns >= self.settings.warm_up_ns * SLOW_WARM_UPS;
            let empty = calls >= MOST_CALLS;
            if empty || spent_ns >= self.settings.warm_up_ns && enough_calls {
                return call_ns;
            }
            if took_ns < self.settings.batch_ns {
                calls *= 2;
            }
        }
    }

    fn until_decided(
        &mut self,
        calls: u64,
        probes: &mut Probes,
        ruler: &mut Ruler,
        series: &mut Series,
        sums: &mut Sums,
    ) -> Option<View> {
        let mut looks = Looks::new();
        let mut time = TimeBox::open(self.settings);
        let mut before = ruler.spin(probes);
        loop {
            let earlier = self.tally();
            let reading = probes.over(|| (self.batch)(calls));
            let tally = self.tallied(earlier, calls, &reading);
            let after = ruler.spin(probes);
            sums.add(&reading, calls);
            match Sample::of(&reading, tally, (before, after)) {
                Some(sample) => series.push(sample),
                None => sums.discarded += 1,
            }
            before = after;
            if let Some(look) = looks.due(series.len()) {
                let view = series.view(&ruler.speed(), self.limit_ns, look)?;
                if matches!(view.standing, Standing::Above | Standing::Below) {
                    return Some(view);
                }
            }
            if time.is_up(reading.judged_ns(), series.len()) {
                let look = looks.last(series.len());
                return series.view(&ruler.speed(), self.limit_ns, look);
            }
        }
    }

    /// The subject's calls so far; for the block itself only whether it has run matters.
    fn tally(&self) -> Tally {
        match self.subject {
            Subject::Site(read) => read(),
            Subject::Block => Tally::default(),
        }
    }

    fn tallied(&self, earlier: Tally, calls: u64, reading: &Reading) -> Tally {
        match self.subject {
            Subject::Site(read) => read().since(earlier),
            Subject::Block => Tally {
                calls,
                wall_ns: reading.wall_ns,
            },
        }
    }
}
