//! The references around batches: how fast the core was in those very milliseconds, and how much of it was left.

use super::reading::Probes;
use super::settings::Settings;
use crate::probe::machine::Remembered;

/// Rounds of the first, untimed guess.
const PROBE_ROUNDS: u64 = 2_000;
const PROBES: u32 = 8;
/// The reading that stands for this process's best: a smaller one may be a glitch of the clock.
const BEST_PART: usize = 20;
/// Alone on its core the wide reference takes the same again and again: a quarter of its readings lie as close as this to the
/// best. Beside another program they scatter by some hundredths.
const STEADY: f64 = 0.005;
/// So many readings do not lie that close by chance.
const ENOUGH_BEATS: usize = 100;
/// What another program on the same core adds to any code, as a part of what it adds to the wide reference, at most. Where the
/// other hardly worked, that lost 43 to 55 %, and polynomials side by side 13 to 17 %; where it did its best, 104 to 114 %,
/// twelve independent operations 60 % and the polynomials 26 to 38 % (Intel, 2.1 GHz, 2026-11-29).
pub(super) const MOST_FELT: f64 = 0.55;
/// What a crowd adds to any code, at most: assumed while nobody has seen this machine without one.
pub(in super::super) const LARGEST_CROWD: f64 = 0.3;

/// Times the references, and remembers every timing of one measurement.
pub(super) struct Ruler {
    spin_rounds: u64,
    wide_rounds: u64,
    seen: Vec<Beat>,
    remembered: Remembered,
}

/// No processor does a round of a reference in less, in nanoseconds: the spin is six dependent operations, the wide one more.
const SHORTEST_ROUND_NS: f64 = 0.5;

/// Both references in one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Beat {
    /// Nanoseconds of one round of the spin.
    pub(in super::super) spin_ns: f64,
    /// Nanoseconds of one round of the wide reference.
    pub(in super::super) wide_ns: f64,
}

/// The wide reference of each beat in rounds of the spin.
///
/// An interrupt lengthens a spin by a tenth, and would make the wide one beside it seem as much faster: of the spins just
/// before and after the fastest counts.
fn wide_in_spins(beats: &[Beat]) -> Vec<f64> {
    let near = |at: usize| &beats[at.saturating_sub(1)..(at + 2).min(beats.len())];
    let in_spins = |(at, beat): (usize, &Beat)| {
        let spins = near(at).iter().map(|beat| beat.spin_ns);
        beat.wide_ns / spins.fold(f64::INFINITY, f64::min)
    };
    beats.iter().enumerate().map(in_spins).collect()
}

/// The speed of the machine during a measurement, in nanoseconds of one round of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Speed {
    /// The usual time of this machine: the remembered one, or the median during the measurement.
    pub usual_ns: f64,
    /// The median during the measurement.
    pub median_ns: f64,
    /// How far the median is above the best of the measurement, as a part: how far the speed moved.
    pub drift: f64,
    /// When the remembered time was seen, in seconds since 1970; absent without one.
    pub remembered_at: Option<u64>,
    /// One round of the wide reference in rounds of the spin, with the core to itself; the least that it can be while
    /// nobody has seen it so on this machine.
    pub wide_alone: f64,
    /// Whether somebody has.
    pub alone_known: bool,
    /// The same, the median during the measurement.
    pub wide_median: f64,
    /// The same in moments that were surely without anybody else on the core.
    pub alone_seen: Option<f64>,
}

impl Speed {
    /// How much slower than usual the machine was, as a part: 0.1 is 10 % slower, below 0 is faster.
    #[must_use]
    pub fn slowdown(&self) -> f64 {
        self.median_ns / self.usual_ns - 1.0
    }

    /// How much slower than alone on its core a program ran that keeps all of it busy, as a part.
    #[must_use]
    pub fn crowd(&self) -> f64 {
        self.crowd_of(self.wide_median)
    }

    /// The same of one moment. Set against the typical speed, not that of the moment: what the function took is as
    /// well, and two ratios with the same noisy divisor would seem to go together.
    pub(super) fn crowd_at(&self, wide_ns: f64) -> f64 {
        self.crowd_of(wide_ns / self.median_ns)
    }

    /// The same of one moment whose speed is known from `spin_ns`.
    pub(super) fn crowd_beside(&self, wide_ns: f64, spin_ns: f64) -> f64 {
        self.crowd_of(wide_ns / spin_ns)
    }

    fn crowd_of(&self, wide: f64) -> f64 {
        MOST_FELT * (wide / self.wide_alone - 1.0).max(0.0)
    }
}

impl Ruler {
    /// Sizes the references for batches of `batch_ns`.
    pub(super) fn new(
        probes: &Probes,
        settings: &Settings,
        batch_ns: f64,
        remembered: Remembered,
    ) -> Self {
        let (low, high) = settings.reference_bounds_ns;
        let wanted = (batch_ns * settings.reference_share).clamp(low, high);
        let rounds = |time: &dyn Fn(u64) -> f64| {
            let guesses = (0..PROBES).map(|_| time(PROBE_ROUNDS));
            let guess = guesses.fold(f64::INFINITY, f64::min) / PROBE_ROUNDS as f64;
            // A clock that goes in coarse ticks may show no time at all.
            (wanted / guess.max(SHORTEST_ROUND_NS)).ceil() as u64
        };
        Self {
            spin_rounds: rounds(&|n| probes.time_spin(n)),
            wide_rounds: rounds(&|n| probes.time_wide(n)),
            seen: Vec::new(),
            remembered,
        }
    }

    /// Times both references once.
    pub(super) fn beat(&mut self, probes: &Probes) -> Beat {
        let spin_ns = probes.time_spin(self.spin_rounds) / self.spin_rounds as f64;
        let wide_ns = probes.time_wide(self.wide_rounds) / self.wide_rounds as f64;
        let beat = Beat { spin_ns, wide_ns };
        self.seen.push(beat);
        beat
    }

    pub(super) fn speed(&self) -> Speed {
        Speed::of(&self.seen, self.remembered)
    }
}

impl Speed {
    /// The speed of the moments that `beats` were taken in.
    pub(in super::super) fn of(beats: &[Beat], remembered: Remembered) -> Self {
        let spin = Quantiles::of(beats.iter().map(|beat| beat.spin_ns));
        let wide = Quantiles::of(wide_in_spins(beats).into_iter());
        let usual = remembered.spin;
        let steady = wide.calm < wide.lowest * (1.0 + STEADY);
        let alone_seen = (steady && beats.len() >= ENOUGH_BEATS).then_some(wide.calm);
        let alone = remembered.wide.map(|reference| reference.ns);
        let alone = alone.into_iter().chain(alone_seen).reduce(f64::min);
        Self {
            usual_ns: usual.map_or(spin.median, |reference| reference.ns),
            median_ns: spin.median,
            drift: spin.median / spin.lowest - 1.0,
            remembered_at: usual.map(|reference| reference.seen),
            wide_alone: alone.unwrap_or(wide.lowest / (1.0 + LARGEST_CROWD / MOST_FELT)),
            alone_known: alone.is_some(),
            wide_median: wide.median,
            alone_seen,
        }
    }
}

struct Quantiles {
    /// Glitches apart.
    lowest: f64,
    /// A quarter is below.
    calm: f64,
    median: f64,
}

impl Quantiles {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.collect();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let last = sorted.len().saturating_sub(1);
        Self {
            lowest: at((sorted.len() / BEST_PART).max(1).min(last)),
            calm: at(sorted.len() / 4),
            median: at(sorted.len() / 2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::machine::Reference;

    fn ruler(seen: &[f64], remembered: Option<f64>) -> Ruler {
        let beat = |&spin_ns: &f64| Beat {
            spin_ns,
            wide_ns: 1.4,
        };
        Ruler {
            spin_rounds: 1,
            wide_rounds: 1,
            seen: seen.iter().map(beat).collect(),
            remembered: Remembered {
                spin: remembered.map(|ns| Reference { ns, seen: 1 }),
                ..Remembered::default()
            },
        }
    }

    #[test]
    fn without_memory_the_present_is_usual_and_a_single_glitch_is_no_drift() {
        let speed = ruler(&[2.2, 0.1, 2.0, 2.1, 2.4], None).speed();
        assert_eq!((speed.usual_ns, speed.median_ns), (2.1, 2.1));
        assert!((speed.drift - 0.05).abs() < 1e-9);
        assert_eq!(speed.slowdown(), 0.0);
    }

    #[test]
    fn what_is_remembered_holds_however_fast_the_machine_is_now() {
        let speed = ruler(&[1.7, 2.0, 2.0, 2.0], Some(2.5)).speed();
        assert_eq!(speed.usual_ns, 2.5);
        assert!((speed.slowdown() + 0.2).abs() < 1e-9);
    }

    #[test]
    fn only_readings_that_repeat_show_the_core_without_anybody_else() {
        let speed = |scatter: f64, count: u32| {
            let beat = |i: u32| Beat {
                spin_ns: 2.0,
                wide_ns: 1.2 * (1.0 + scatter * f64::from(i * 7 % 20) / 20.0),
            };
            Speed::of(
                &(0..count).map(beat).collect::<Vec<_>>(),
                Remembered::default(),
            )
        };
        let alone = speed(0.01, 200);
        assert!(alone.alone_known && (alone.wide_alone - 0.6).abs() < 0.003);
        for unsure in [speed(0.1, 200), speed(0.01, 20)] {
            assert!(!unsure.alone_known && unsure.crowd() > 0.25, "{unsure:?}");
        }
    }

    #[test]
    fn an_interrupted_spin_does_not_speed_up_the_wide_reference_beside_it() {
        let beat = |spin_ns| Beat {
            spin_ns,
            wide_ns: 1.4,
        };
        let wide = wide_in_spins(&[2.0, 3.0, 2.0, 2.0].map(beat));
        assert_eq!(wide, [0.7; 4]);
        assert_eq!(wide_in_spins(&[beat(2.0)]), [0.7]);
    }

    #[test]
    fn a_crowd_is_a_part_of_what_the_wide_reference_lost_against_its_best() {
        let speed = Speed {
            median_ns: 1.0,
            wide_alone: 0.7,
            wide_median: 0.84,
            ..Speed::default()
        };
        assert!((speed.crowd() - 0.2 * MOST_FELT).abs() < 1e-9);
        assert_eq!(speed.crowd_of(0.6), 0.0);
        assert!((speed.crowd_at(0.91) - 0.3 * MOST_FELT).abs() < 1e-9);
    }
}
