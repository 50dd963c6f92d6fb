//! This machine's references, for all measurements of one harness process.

use std::time::Instant;

use super::look::Look;
use crate::probe::machine::{Fingerprint, Memory, Reference, Remembered, cache_directory};
use crate::probe::reference::{chase::Chase, spin};

/// A machine that is met for the first time is watched this long for its best speed, in nanoseconds.
const FIRST_WATCH_NS: u128 = 40_000_000;
/// Rounds of one spin of that watch: long against the clock's cost, short against a change of speed.
const WATCH_ROUNDS: u64 = 20_000;
/// A best time that is beaten by less than this is not written again.
const WORTH_WRITING: f64 = 0.999;

/// What is known of the machine, and where it is remembered.
pub(super) struct Machine {
    memory: Option<Memory>,
    remembered: Remembered,
    /// What the report should say: an ignored file, a cache that cannot be written.
    notes: Vec<String>,
}

impl Machine {
    /// Looks up what is remembered of this machine; a machine that is met for the first time is watched for a moment,
    /// so that the next process has something to remember.
    pub(super) fn meet() -> Self {
        let memory = cache_directory()
            .map(|directory| Memory::new(&directory, &Fingerprint::of_this_machine()));
        Self::with(memory)
    }

    fn with(memory: Option<Memory>) -> Self {
        let loaded = memory.as_ref().map(Memory::load).unwrap_or_default();
        let mut machine = Self {
            memory,
            remembered: loaded.remembered,
            notes: loaded.note.into_iter().collect(),
        };
        let first = Remembered {
            spin: loaded.remembered.spin.is_none().then(watch).flatten(),
            chase: None,
        };
        machine.offer(first);
        // The memory reference has no drift to widen by; a first value is better than none.
        if machine.remembered.chase.is_none() {
            machine.remembered.chase = Chase::new().ns_per_hop().ok().map(Reference::now);
            machine.offer(Remembered {
                spin: None,
                chase: machine.remembered.chase,
            });
        }
        machine
    }

    /// The best time of the spin that earlier processes saw.
    pub(super) fn spin(&self) -> Option<Reference> {
        self.remembered.spin
    }

    /// The best time of a hop of the memory reference.
    pub(super) fn hop_ns(&self) -> Option<f64> {
        self.remembered.chase.map(|reference| reference.ns)
    }

    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Remembers what a look saw, if it is better than everything before.
    pub(super) fn learn(&mut self, look: &Look) {
        let better = |known: Option<Reference>, seen: f64| {
            known.is_none_or(|known| seen < known.ns * WORTH_WRITING)
        };
        let lowest = look.measurement.speed.lowest_ns;
        self.offer(Remembered {
            spin: (lowest > 0.0 && better(self.remembered.spin, lowest))
                .then(|| Reference::now(lowest)),
            chase: look
                .hop_ns
                .filter(|&hop| better(self.remembered.chase, hop))
                .map(Reference::now),
        });
    }

    fn offer(&mut self, seen: Remembered) {
        let Some(memory) = self
            .memory
            .as_ref()
            .filter(|_| seen != Remembered::default())
        else {
            return;
        };
        if let Err(error) = memory.offer(seen) {
            self.notes.push(format!(
                "the speed of this machine cannot be remembered: {error}"
            ));
            self.memory = None;
        }
    }
}

/// The best time of a round within a moment.
fn watch() -> Option<Reference> {
    let start = Instant::now();
    let mut seen = Vec::new();
    while start.elapsed().as_nanos() < FIRST_WATCH_NS {
        seen.push(spin::time_ns(WATCH_ROUNDS).ok()? as f64 / WATCH_ROUNDS as f64);
    }
    seen.sort_by(f64::total_cmp);
    // The second: a single reading may be a glitch of the clock.
    seen.get(1).copied().map(Reference::now)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_is_met_again_is_known() {
        let directory = tempfile::tempdir().unwrap();
        let fingerprint = Fingerprint::of_this_machine();
        let memory = || Some(Memory::new(directory.path(), &fingerprint));
        let first = Machine::with(memory());
        assert_eq!(first.spin(), None, "what was seen just now is no memory");
        assert!(first.hop_ns().is_some());
        let again = Machine::with(memory());
        assert!(again.spin().is_some());
        assert!(again.notes().is_empty(), "{:?}", again.notes());
    }

    #[test]
    fn a_machine_without_a_cache_is_measured_all_the_same() {
        let machine = Machine::with(None);
        assert_eq!(machine.spin(), None);
        assert!(machine.hop_ns().is_some());
    }
}
