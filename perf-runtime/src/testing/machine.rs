//! This machine's references, for all measurements of one harness process.

use std::time::Instant;

use super::look::Look;
use super::measure::{Beat, Speed};
use crate::probe::machine::{Fingerprint, Memory, Reference, Remembered, cache_directory};
use crate::probe::reference::{chase::Chase, float, spin, time_ns, wide};

/// A machine that is met for the first time is watched this long for its speed, in nanoseconds.
const FIRST_WATCH_NS: u128 = 40_000_000;
/// Rounds of one spin of a watch: long against the clock's cost, short against a change of speed.
const SPIN_ROUNDS: u64 = 20_000;
/// The same of the wide and the float reference, whose rounds are longer.
const LONG_ROUNDS: u64 = 4_000;
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
        let Remembered {
            spin, wide, float, ..
        } = loaded.remembered;
        if spin.is_none() || wide.is_none() || float.is_none() {
            let seen = watch().unwrap_or_default();
            // A first value is better than none, except for the spin: there the interval can be widened by the drift.
            machine.remembered.wide = machine.remembered.wide.or(seen.wide);
            machine.remembered.float = machine.remembered.float.or(seen.float);
            machine.offer(seen);
        }
        if machine.remembered.chase.is_none() {
            machine.remembered.chase = Chase::new().ns_per_hop().ok().map(Reference::now);
            machine.offer(Remembered {
                chase: machine.remembered.chase,
                ..Remembered::default()
            });
        }
        machine
    }

    /// What earlier processes saw.
    pub(super) fn remembered(&self) -> Remembered {
        self.remembered
    }

    /// The best time of a hop of the memory reference.
    pub(super) fn hop_ns(&self) -> Option<f64> {
        self.remembered.chase.map(|reference| reference.ns)
    }

    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Remembers what a look saw: of the references but the spin if it is better than everything before.
    pub(super) fn learn(&mut self, look: &Look) {
        let better = |known: Option<Reference>, seen: f64| {
            let beats = |known: Reference| seen < known.ns * WORTH_WRITING;
            (seen > 0.0 && known.is_none_or(beats)).then(|| Reference::now(seen))
        };
        let speed = &look.measurement.speed;
        self.offer(Remembered {
            spin: (speed.median_ns > 0.0).then(|| Reference::now(speed.median_ns)),
            wide: speed
                .alone_seen
                .and_then(|seen| better(self.remembered.wide, seen)),
            float: speed
                .float_alone_seen
                .and_then(|seen| better(self.remembered.float, seen)),
            chase: look
                .hop_ns()
                .and_then(|hop| better(self.remembered.chase, hop)),
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

/// What the references of the core take, for so long; `None` where there is no clock of CPU time.
pub(super) fn beats(duration_ns: u128) -> Option<Vec<Beat>> {
    let start = Instant::now();
    let mut beats = Vec::new();
    let round_ns = |work, rounds| Some(time_ns(work, rounds).ok()? as f64 / rounds as f64);
    while start.elapsed().as_nanos() < duration_ns {
        beats.push(Beat {
            spin_ns: round_ns(spin::work, SPIN_ROUNDS)?,
            wide_ns: round_ns(wide::work, LONG_ROUNDS)?,
            float_ns: Some(round_ns(float::work, LONG_ROUNDS)?),
        });
    }
    Some(beats)
}

/// What can be remembered of a first look at the machine.
fn watch() -> Option<Remembered> {
    let speed = Speed::of(&beats(FIRST_WATCH_NS)?, Remembered::default());
    Some(Remembered {
        spin: Some(Reference::now(speed.median_ns)),
        wide: speed.alone_seen.map(Reference::now),
        float: speed.float_alone_seen.map(Reference::now),
        chase: None,
    })
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
        assert_eq!(
            first.remembered().spin,
            None,
            "what was seen just now is no memory"
        );
        assert!(first.hop_ns().is_some());
        let again = Machine::with(memory());
        assert!(again.remembered().spin.is_some());
        assert!(again.notes().is_empty(), "{:?}", again.notes());
    }

    #[test]
    fn a_machine_without_a_cache_is_measured_all_the_same() {
        let machine = Machine::with(None);
        assert_eq!(machine.remembered().spin, None);
        assert!(machine.hop_ns().is_some());
    }
}
