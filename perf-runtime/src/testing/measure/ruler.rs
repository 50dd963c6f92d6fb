//! The references that are timed around batches.

use super::reading::Probes;
use super::settings::Settings;
use super::speed::{Beat, Speed};
use crate::probe::machine::Remembered;
use crate::probe::reference::{float, spin, wide};

/// Rounds of the first, untimed guess.
const PROBE_ROUNDS: u64 = 2_000;
const PROBES: u32 = 8;
/// The wide reference takes so many times what it takes alone when somebody else is on the core.
const SHARED: f64 = 1.07;
/// The float reference matters while somebody is; otherwise one reading in so many tells what it takes without.
const FLOAT_EVERY: usize = 8;

/// Times the references, and remembers every timing of one measurement.
pub(super) struct Ruler {
    spin_rounds: u64,
    wide_rounds: u64,
    float_rounds: u64,
    seen: Vec<Beat>,
    remembered: Remembered,
    /// The least that a round of the wide reference took so far, in rounds of the spin.
    least_wide: f64,
}

/// No processor does a round of a reference in less, in nanoseconds: the spin is six dependent operations, the wide one more.
const SHORTEST_ROUND_NS: f64 = 0.5;

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
        let rounds = |work| {
            let guesses = (0..PROBES).map(|_| probes.time(work, PROBE_ROUNDS));
            let guess = guesses.fold(f64::INFINITY, f64::min) / PROBE_ROUNDS as f64;
            // A clock that goes in coarse ticks may show no time at all.
            (wanted / guess.max(SHORTEST_ROUND_NS)).ceil() as u64
        };
        Self {
            spin_rounds: rounds(spin::work),
            wide_rounds: rounds(wide::work),
            float_rounds: rounds(float::work),
            seen: Vec::new(),
            least_wide: remembered.wide.map_or(f64::INFINITY, |wide| wide.ns),
            remembered,
        }
    }

    /// Times the references once.
    pub(super) fn beat(&mut self, probes: &Probes) -> Beat {
        let spin_ns = probes.time(spin::work, self.spin_rounds) / self.spin_rounds as f64;
        let wide_ns = probes.time(wide::work, self.wide_rounds) / self.wide_rounds as f64;
        let float_ns = self
            .wants_float(wide_ns / spin_ns)
            .then(|| probes.time(float::work, self.float_rounds) / self.float_rounds as f64);
        let beat = Beat {
            spin_ns,
            wide_ns,
            float_ns,
        };
        self.seen.push(beat);
        beat
    }

    /// Whether the float reference is timed beside a round of the wide one that took so many rounds of the spin.
    fn wants_float(&mut self, wide: f64) -> bool {
        self.least_wide = self.least_wide.min(wide);
        wide > self.least_wide * SHARED || self.seen.len().is_multiple_of(FLOAT_EVERY)
    }

    pub(super) fn speed(&self) -> Speed {
        Speed::of(&self.seen, self.remembered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_float_reference_is_timed_while_somebody_is_there_and_now_and_then() {
        let times = |wide: f64| {
            let mut ruler = Ruler {
                spin_rounds: 1,
                wide_rounds: 1,
                float_rounds: 1,
                seen: Vec::new(),
                remembered: Remembered::default(),
                least_wide: 0.7,
            };
            let wanted = (0..64).filter(|_| {
                ruler.seen.push(Beat {
                    spin_ns: 2.0,
                    wide_ns: 2.0 * wide,
                    float_ns: None,
                });
                ruler.wants_float(wide)
            });
            wanted.count()
        };
        assert_eq!((times(0.7), times(0.73), times(0.8)), (8, 8, 64));
    }
}
