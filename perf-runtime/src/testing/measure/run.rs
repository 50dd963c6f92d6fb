//! One measurement under way: warm-up, batches, looks, and the end.

use std::time::Instant;

use super::beside::{self, Beside};
use super::fetched;
use super::measurement::{Measurement, Standing};
use super::reading::{Probes, Reading};
use super::ruler::Ruler;
use super::sample::Sample;
use super::series::{Series, View};
use super::settings::{Looks, Settings};
use super::speed::Speed;
use super::sums::Sums;
use super::tally::{Subject, Tally};
use super::time_box::TimeBox;
use crate::probe::machine::Remembered;
use crate::probe::steal::Stolen;
use crate::record;

/// A function is slow, for the warm-up, when a few calls take this many times the warm-up.
const SLOW_WARM_UPS: f64 = 10.0;

/// Calls of a batch, at most: a block that the optimiser emptied would never fill the time of one.
const MOST_CALLS: u64 = 1 << 22;

/// What is measured, against what, and how.
pub(super) struct Task<'a, 's> {
    pub(super) batch: &'a mut dyn FnMut(u64),
    pub(super) subject: Subject<'s>,
    pub(super) limit_ns: f64,
    pub(super) settings: &'a Settings,
    pub(super) remembered: Remembered,
    /// Whether a call that is not measured goes before each batch.
    pub(super) unmeasured_first: bool,
}

impl Task<'_, '_> {
    pub(super) fn measure(mut self) -> Measurement {
        let start = Instant::now();
        let stolen_before = Stolen::so_far();
        let mut probes = Probes::open();
        let mut sums = Sums::default();
        let mut series = Series::of_calls_off_by(match &self.subject {
            Subject::Site(_) => record::resolution_ns(),
            Subject::Block => 0.0,
        });
        let mut speed = Speed::default();
        let mut view = None;
        let mut beside = Vec::new();
        let mut fetched_lines = None;
        self.forget();
        let call_ns = self.warm_up();
        let reached = match &mut self.subject {
            Subject::Site(read) => read().calls > 0,
            Subject::Block => true,
        };
        if reached {
            let calls = ((self.settings.batch_ns / call_ns).ceil() as u64).clamp(1, MOST_CALLS);
            let batch_ns = calls as f64 * call_ns;
            self.unmeasured_first = call_ns < self.settings.unmeasured_first_ns;
            let mut ruler = Ruler::new(&probes, self.settings, batch_ns, self.remembered);
            view = self.until_decided(calls, &mut probes, &mut ruler, &mut series, &mut sums);
            speed = ruler.speed();
            if matches!(&view, Some(view) if view.standing == Standing::Above) {
                beside = self.watch_memory(calls, &mut probes, &mut ruler, &speed);
                fetched_lines = self.watch_footprint(call_ns);
            }
        }
        let stolen = Stolen::so_far().and_then(|now| Ok(now.all_since(&stolen_before?)));
        Measurement {
            speed,
            beside,
            fetched_lines,
            stolen_ns: stolen.ok(),
            took_ns: start.elapsed().as_nanos() as f64,
            unavailable: probes.unavailable(),
            ..Measurement::described(view, &series, &sums)
        }
    }

    /// Runs the block until it is warm; returns the shortest time of a call, in nanoseconds.
    fn warm_up(&mut self) -> f64 {
        let (mut calls, mut done, mut spent_ns) = (1, 0, 0.0);
        let mut call_ns = f64::INFINITY;
        loop {
            let start = Instant::now();
            (self.batch)(calls);
            // A clock may stand still for a few calls.
            let took_ns = start.elapsed().as_nanos().max(1) as f64;
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
        let mut before = ruler.beat(probes);
        loop {
            let (reading, tally) = self.batch(calls, probes);
            let after = ruler.beat(probes);
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
                let view = series.view(&ruler.speed(), self.limit_ns, look)?;
                let crowded = view.standing == Standing::Undecided && !view.alone;
                if !(crowded && time.extend_for_crowd()) {
                    return Some(view);
                }
            }
        }
    }

    /// An excess may be a neighbour's use of the memory: times it beside some more batches.
    fn watch_memory(
        &mut self,
        calls: u64,
        probes: &mut Probes,
        ruler: &mut Ruler,
        speed: &Speed,
    ) -> Vec<Beside> {
        beside::watch(|| {
            let before = ruler.beat(probes);
            let (reading, tally) = self.batch(calls, probes);
            let sample = Sample::of(&reading, tally, (before, ruler.beat(probes)))?;
            let alone = sample.is_alone(speed);
            let call_ns = sample.usual_speed_ns(speed.usual_ns, 0.0);
            sample.is_clean().then_some((call_ns, alone))
        })
    }

    /// What hardly goes through memory owes nothing to it, however slow it is.
    fn watch_footprint(&mut self, call_ns: f64) -> Option<f64> {
        self.forget();
        fetched::lines_per_call(call_ns, |calls| {
            (self.batch)(calls);
            match &mut self.subject {
                Subject::Site(read) => read().calls,
                Subject::Block => calls,
            }
        })
    }

    /// Runs one batch between two readings.
    fn batch(&mut self, calls: u64, probes: &mut Probes) -> (Reading, Tally) {
        if self.unmeasured_first {
            (self.batch)(1);
        }
        self.forget();
        let reading = probes.over(|| (self.batch)(calls));
        let tally = match &mut self.subject {
            Subject::Site(read) => read(),
            Subject::Block => Tally {
                calls,
                wall_ns: reading.wall_ns,
                judged_ns: reading.judged_ns(),
                on_other_threads: false,
            },
        };
        (reading, tally)
    }

    /// Calls so far are not those of the next batch.
    fn forget(&mut self) {
        if let Subject::Site(read) = &mut self.subject {
            read();
        }
    }
}
