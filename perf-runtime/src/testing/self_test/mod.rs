//! Breaks what it judges on purpose: every injected fault must get its verdict, and healthy functions must stay green.
//!
//! `timed` measures code that is slow in known ways, `counted` code that allocates, fails and panics, `blind` is without
//! what it needs to judge by.

mod blind;
mod counted;
mod timed;

use std::fmt;

use crate::budget::Outcome;

/// What a verdict has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// This one. A noisy machine may leave an excess of time undecided, which is told apart.
    Verdict(Outcome),
    /// Anything that does not fail a test: within, or undecided where the reason is told.
    Green,
}

/// One fault, or one healthy function, with the verdict that it got.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// What was injected.
    pub fault: &'static str,
    /// What the verdict has to be.
    pub expected: Expected,
    /// What it was.
    pub found: Outcome,
    /// The verdict's own words.
    pub reason: String,
}

impl Trial {
    /// The verdict is the wrong one: a false alarm, or a fault that was called harmless.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        match self.expected {
            Expected::Green => matches!(self.found, Outcome::Over | Outcome::NotMeasured),
            Expected::Verdict(Outcome::Over) => {
                matches!(self.found, Outcome::Within | Outcome::NotMeasured)
            }
            Expected::Verdict(expected) => self.found != expected,
        }
    }

    /// The verdict is not wrong, and not given either: neighbours left no moment to judge by.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.found == Outcome::Inconclusive && !self.is_wrong()
    }
}

/// The verdicts on all injected faults.
#[derive(Debug, Clone, PartialEq)]
pub struct SelfTest {
    /// One entry for each fault.
    pub trials: Vec<Trial>,
}

impl SelfTest {
    /// No verdict is the wrong one.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.trials.iter().any(Trial::is_wrong)
    }

    /// The trial of a fault.
    #[must_use]
    pub fn of(&self, fault: &str) -> Option<&Trial> {
        self.trials.iter().find(|trial| trial.fault == fault)
    }
}

impl fmt::Display for SelfTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for trial in &self.trials {
            let mark = match (trial.is_wrong(), trial.is_undecided()) {
                (true, _) => "WRONG",
                (_, true) => "undecided",
                _ => "right",
            };
            let (fault, found, reason) = (trial.fault, trial.found, &trial.reason);
            writeln!(f, "{mark:>9}  {fault}: {found:?} {reason}")?;
        }
        Ok(())
    }
}

/// Injects every fault and judges it, as workloads and ordinary tests are judged. Takes some seconds.
///
/// Limits on time come from a measurement of the same code a moment before. Limits on the heap need the counting
/// allocator (`perf_runtime::install_allocator!()`); without it they have to be *not measured*.
#[must_use]
pub fn self_test() -> SelfTest {
    let mut trials = timed::trials();
    trials.extend(counted::trials());
    trials.extend(blind::trials());
    SelfTest { trials }
}
