//! The reference spin around batches: how fast the core was in those very milliseconds.

use super::reading::Probes;
use super::settings::Settings;
use crate::probe::machine::Reference;

/// Rounds of the first, untimed guess.
const PROBE_ROUNDS: u64 = 2_000;
const PROBES: u32 = 8;
/// The reading that stands for this process's best: a smaller one may be a glitch of the clock.
const BEST_PART: usize = 20;

/// Times the spin, and remembers every timing of one measurement.
pub(super) struct Ruler {
    rounds: u64,
    /// Nanoseconds per round, one for each spin.
    seen: Vec<f64>,
    remembered: Option<Reference>,
}

/// The speed of the machine during a measurement, in nanoseconds of one round of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Speed {
    /// The best time of this machine: the remembered one, or a better one seen now.
    pub best_ns: f64,
    /// The median during the measurement.
    pub median_ns: f64,
    /// The smallest during the measurement, glitches apart.
    pub lowest_ns: f64,
    /// When the remembered time was seen, in seconds since 1970; absent without one.
    pub remembered_at: Option<u64>,
}

impl Speed {
    /// How much slower than its best the machine was, as a part: 0.1 is 10 % slower.
    #[must_use]
    pub fn slowdown(&self) -> f64 {
        (self.median_ns / self.best_ns - 1.0).max(0.0)
    }
}

impl Ruler {
    /// Sizes the spin for batches of `batch_ns`.
    pub(super) fn new(
        probes: &Probes,
        settings: &Settings,
        batch_ns: f64,
        remembered: Option<Reference>,
    ) -> Self {
        let guess = (0..PROBES)
            .map(|_| probes.time_spin(PROBE_ROUNDS))
            .fold(f64::INFINITY, f64::min)
            / PROBE_ROUNDS as f64;
        let (low, high) = settings.reference_bounds_ns;
        let wanted = (batch_ns * settings.reference_share).clamp(low, high);
        Self {
            rounds: (wanted / guess).ceil() as u64,
            seen: Vec::new(),
            remembered,
        }
    }

    /// Spins once: nanoseconds per round.
    pub(super) fn spin(&mut self, probes: &Probes) -> f64 {
        let ns = probes.time_spin(self.rounds) / self.rounds as f64;
        self.seen.push(ns);
        ns
    }

    pub(super) fn speed(&self) -> Speed {
        let mut sorted = self.seen.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let last = sorted.len().saturating_sub(1);
        let lowest_ns = at((sorted.len() / BEST_PART).max(1).min(last));
        let best_ns = self
            .remembered
            .map_or(lowest_ns, |reference| reference.ns.min(lowest_ns));
        Speed {
            best_ns,
            median_ns: at(sorted.len() / 2),
            lowest_ns,
            remembered_at: self.remembered.map(|reference| reference.seen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruler(seen: Vec<f64>, remembered: Option<f64>) -> Ruler {
        Ruler {
            rounds: 1,
            seen,
            remembered: remembered.map(|ns| Reference { ns, seen: 1 }),
        }
    }

    #[test]
    fn a_single_glitch_is_not_the_machines_best() {
        let speed = ruler(vec![2.2, 0.1, 2.0, 2.1, 2.4], None).speed();
        assert_eq!(speed.best_ns, 2.0);
        assert_eq!(speed.median_ns, 2.1);
        assert!((speed.slowdown() - 0.05).abs() < 1e-9);
    }

    #[test]
    fn the_remembered_best_holds_until_it_is_beaten() {
        let seen = vec![2.0, 2.0, 2.0, 2.0];
        assert_eq!(ruler(seen.clone(), Some(1.8)).speed().best_ns, 1.8);
        assert_eq!(ruler(seen, Some(2.5)).speed().best_ns, 2.0);
    }
}
