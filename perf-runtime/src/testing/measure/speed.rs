//! How fast the core was in the very milliseconds of a measurement, and how much of it was left.

use super::crowd::Follows;
use crate::probe::machine::{Reference, Remembered};

/// The reading that stands for this process's best: a smaller one may be a glitch of the clock.
const BEST_PART: usize = 20;
/// Alone on its core the wide reference takes the same again and again: a quarter of its readings lie as close as this to the
/// best. Beside another program they scatter by some hundredths.
const STEADY: f64 = 0.005;
/// So many readings do not lie that close by chance.
const ENOUGH_BEATS: usize = 100;
/// A core that is crowded by less than this is as good as alone.
pub(super) const FELT: f64 = 0.035;
/// The crowd that is assumed while nobody has seen this machine without one.
const UNKNOWN_CROWD: f64 = 0.55;

/// The references in one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Beat {
    /// Nanoseconds of one round of the spin.
    pub(in super::super) spin_ns: f64,
    /// Nanoseconds of one round of the wide reference.
    pub(in super::super) wide_ns: f64,
    /// Nanoseconds of one round of the float reference, where it was read.
    pub(in super::super) float_ns: Option<f64>,
}

/// A reference of each beat in rounds of the spin, where it was read.
///
/// An interrupt lengthens a spin by a tenth, and would make the wide one beside it seem as much faster: of the spins just
/// before and after the fastest counts.
fn in_spins(beats: &[Beat], reference: impl Fn(&Beat) -> Option<f64>) -> Vec<f64> {
    let near = |at: usize| &beats[at.saturating_sub(1)..(at + 2).min(beats.len())];
    let in_spins = |(at, beat): (usize, &Beat)| {
        let spins = near(at).iter().map(|beat| beat.spin_ns);
        Some(reference(beat)? / spins.fold(f64::INFINITY, f64::min))
    };
    beats.iter().enumerate().filter_map(in_spins).collect()
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
    /// One round of the float reference in rounds of the spin, with the core to itself; absent where it was never read.
    pub float_alone: Option<f64>,
    /// The same in moments that were surely without anybody else on the core.
    pub float_alone_seen: Option<f64>,
}

impl Speed {
    /// The speed of the moments that `beats` were taken in.
    pub(in super::super) fn of(beats: &[Beat], remembered: Remembered) -> Self {
        let spin = Quantiles::of(beats.iter().map(|beat| beat.spin_ns).collect())
            .unwrap_or(Quantiles::UNKNOWN);
        let wide =
            Quantiles::of(in_spins(beats, |beat| Some(beat.wide_ns))).unwrap_or(Quantiles::UNKNOWN);
        let float = Quantiles::of(in_spins(beats, |beat| beat.float_ns));
        let usual = remembered.spin;
        let steady = wide.calm < wide.lowest * (1.0 + STEADY);
        let surely_alone = steady && beats.len() >= ENOUGH_BEATS;
        let alone_seen = surely_alone.then_some(wide.calm);
        let float_alone_seen = float
            .as_ref()
            .filter(|_| surely_alone)
            .map(|float| float.calm);
        let least = |known: Option<Reference>, seen: Option<f64>| {
            let known = known.map(|reference| reference.ns);
            known.into_iter().chain(seen).reduce(f64::min)
        };
        let alone = least(remembered.wide, alone_seen);
        // Hardly any neighbour slows it: without a memory, the least of these moments does.
        let float_alone =
            least(remembered.float, float_alone_seen).or(float.map(|float| float.lowest));
        Self {
            usual_ns: usual.map_or(spin.median, |reference| reference.ns),
            median_ns: spin.median,
            drift: spin.median / spin.lowest - 1.0,
            remembered_at: usual.map(|reference| reference.seen),
            wide_alone: alone.unwrap_or(wide.lowest / (1.0 + UNKNOWN_CROWD)),
            alone_known: alone.is_some(),
            wide_median: wide.median,
            alone_seen,
            float_alone,
            float_alone_seen,
        }
    }

    /// How much slower than usual the machine was, as a part: 0.1 is 10 % slower, below 0 is faster.
    #[must_use]
    pub fn slowdown(&self) -> f64 {
        self.median_ns / self.usual_ns - 1.0
    }

    /// How much longer than alone on its core the wide reference took, as a part.
    #[must_use]
    pub fn crowd(&self) -> f64 {
        self.crowd_of(self.wide_median)
    }

    /// Whether somebody else was on the core most of the time, as far as is known.
    #[must_use]
    pub fn is_crowded(&self) -> bool {
        self.crowd() > FELT
    }

    /// The most that the crowd added to any code, as a part of its time.
    #[must_use]
    pub fn most_added_by_crowd(&self) -> f64 {
        Follows::ALL.added(self.crowd())
    }

    /// The crowd of one moment. Set against the typical speed, not that of the moment: what the function took is as
    /// well, and two ratios with the same noisy divisor would seem to go together.
    pub(super) fn crowd_at(&self, wide_ns: f64) -> f64 {
        self.crowd_of(wide_ns / self.median_ns)
    }

    /// The same of one moment whose speed is known from `spin_ns`.
    pub(super) fn crowd_beside(&self, wide_ns: f64, spin_ns: f64) -> f64 {
        self.crowd_of(wide_ns / spin_ns)
    }

    /// How much longer than alone a chain of additions took in a moment, as a part: what another program adds that keeps the
    /// floating-point units busy, beyond what the wide reference shows.
    pub(super) fn float_crowd_at(&self, float_ns: f64) -> f64 {
        self.float_alone.map_or(0.0, |alone| {
            (float_ns / self.median_ns / alone - 1.0).max(0.0)
        })
    }

    fn crowd_of(&self, wide: f64) -> f64 {
        (wide / self.wide_alone - 1.0).max(0.0)
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
    const UNKNOWN: Self = Self {
        lowest: f64::NAN,
        calm: f64::NAN,
        median: f64::NAN,
    };

    /// `None` of no values.
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        Some(Self {
            lowest: values[(values.len() / BEST_PART).max(1).min(last)],
            calm: values[values.len() / 4],
            median: values[values.len() / 2],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::machine::Reference;

    fn beat(spin_ns: f64, wide_ns: f64) -> Beat {
        Beat {
            spin_ns,
            wide_ns,
            float_ns: None,
        }
    }

    fn speed_of(spins: &[f64], remembered: Option<f64>) -> Speed {
        let remembered = Remembered {
            spin: remembered.map(|ns| Reference { ns, seen: 1 }),
            ..Remembered::default()
        };
        let beats: Vec<Beat> = spins.iter().map(|spin_ns| beat(*spin_ns, 1.4)).collect();
        Speed::of(&beats, remembered)
    }

    #[test]
    fn without_memory_the_present_is_usual_and_a_single_glitch_is_no_drift() {
        let speed = speed_of(&[2.2, 0.1, 2.0, 2.1, 2.4], None);
        assert_eq!((speed.usual_ns, speed.median_ns), (2.1, 2.1));
        assert!((speed.drift - 0.05).abs() < 1e-9);
        assert_eq!(speed.slowdown(), 0.0);
    }

    #[test]
    fn what_is_remembered_holds_however_fast_the_machine_is_now() {
        let speed = speed_of(&[1.7, 2.0, 2.0, 2.0], Some(2.5));
        assert_eq!(speed.usual_ns, 2.5);
        assert!((speed.slowdown() + 0.2).abs() < 1e-9);
    }

    #[test]
    fn only_readings_that_repeat_show_the_core_without_anybody_else() {
        let speed = |scatter: f64, count: u32| {
            let beat = |i: u32| beat(2.0, 1.2 * (1.0 + scatter * f64::from(i * 7 % 20) / 20.0));
            let beats: Vec<Beat> = (0..count).map(beat).collect();
            Speed::of(&beats, Remembered::default())
        };
        let alone = speed(0.01, 200);
        assert!(alone.alone_known && (alone.wide_alone - 0.6).abs() < 0.003);
        for unsure in [speed(0.1, 200), speed(0.01, 20)] {
            assert!(!unsure.alone_known && unsure.crowd() > 0.5, "{unsure:?}");
        }
    }

    #[test]
    fn an_interrupted_spin_does_not_speed_up_the_wide_reference_beside_it() {
        let wide = |spins: &[f64]| {
            let beats: Vec<Beat> = spins.iter().map(|spin_ns| beat(*spin_ns, 1.4)).collect();
            in_spins(&beats, |beat| Some(beat.wide_ns))
        };
        assert_eq!(wide(&[2.0, 3.0, 2.0, 2.0]), [0.7; 4]);
        assert_eq!(wide(&[2.0]), [0.7]);
    }

    #[test]
    fn a_chain_of_additions_is_set_against_the_least_that_was_ever_seen() {
        let beats = |count: usize, float_ns: f64| -> Vec<Beat> {
            let beat = Beat {
                float_ns: Some(float_ns),
                ..beat(2.0, 1.2)
            };
            vec![beat; count]
        };
        let forgetful = Speed::of(&beats(20, 6.0), Remembered::default());
        assert_eq!(
            (forgetful.float_alone, forgetful.float_alone_seen),
            (Some(3.0), None)
        );
        assert_eq!(
            Speed::of(&beats(200, 6.0), Remembered::default()).float_alone_seen,
            Some(3.0)
        );
        let remembered = Remembered {
            float: Some(Reference { ns: 2.0, seen: 1 }),
            ..Remembered::default()
        };
        let crowded = Speed::of(&beats(20, 6.0), remembered);
        assert!((crowded.float_crowd_at(6.0) - 0.5).abs() < 1e-9);
        assert_eq!(crowded.float_crowd_at(3.8), 0.0);
        assert_eq!(
            Speed::of(&[beat(2.0, 1.2)], Remembered::default()).float_crowd_at(6.0),
            0.0
        );
    }

    #[test]
    fn a_crowd_is_what_the_wide_reference_lost_against_its_best() {
        let speed = Speed {
            median_ns: 1.0,
            wide_alone: 0.7,
            wide_median: 0.84,
            ..Speed::default()
        };
        assert!((speed.crowd() - 0.2).abs() < 1e-9);
        assert_eq!(speed.crowd_of(0.6), 0.0);
        assert!((speed.crowd_at(0.91) - 0.3).abs() < 1e-9);
    }
}
