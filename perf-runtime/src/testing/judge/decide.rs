//! What the looks at a budget say together.

use super::super::look::{Look, UNREACHED};
use super::super::measure::{Measurement, Standing};
use super::noise;
use crate::budget::{CLEAR_CUT, Outcome};
use crate::stats::Estimate;
use crate::unit::{Quantity, Unit};

/// Looks above the limit that prove an excess, all in processes of their own.
const PROVING_LOOKS: usize = 4;
/// Looks that are taken at most: a moment without neighbours may come.
const MOST_LOOKS: usize = 7;
/// So many more where what stands against a decision is somebody else on the core or on the memory: such neighbours come and
/// go within seconds.
const MORE_FOR_NEIGHBOURS: usize = 9;
/// Looks below the limit that settle a doubt: one may be a lucky layout of the address space, noise never makes faster.
const REFUTING_LOOKS: usize = 2;
/// The looks at one budget so far.
#[derive(Debug)]
pub(in super::super) struct Looks {
    limit_ns: f64,
    /// The best time of a hop of the memory reference that was ever seen on this machine.
    best_hop_ns: Option<f64>,
    taken: Vec<Look>,
    /// Why a further look could not be taken.
    refused: Option<String>,
}

/// What to do after a look.
#[derive(Debug)]
pub(in super::super) enum Next {
    /// Look again in a fresh process.
    LookAgain,
    /// Nothing more can be learnt.
    Decided(Box<Decision>),
}

/// What was found, before it becomes a verdict.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Decision {
    pub(in super::super) outcome: Outcome,
    pub(in super::super) reason: String,
    /// The look that the figures are taken from: the most favourable one.
    pub(in super::super) look: Look,
    pub(in super::super) looks: u32,
    pub(in super::super) notes: Vec<String>,
}

impl Looks {
    pub(in super::super) fn new(first: Look, limit_ns: f64, best_hop_ns: Option<f64>) -> Self {
        Self {
            limit_ns,
            best_hop_ns,
            taken: vec![first],
            refused: None,
        }
    }

    pub(in super::super) fn add(&mut self, look: Look) {
        self.taken.push(look);
    }

    /// Gives up looking further, for a reason.
    pub(in super::super) fn refuse(&mut self, why: String) {
        self.refused = Some(why);
    }

    /// Further looks taken so far.
    pub(in super::super) fn further(&self) -> usize {
        self.taken.len().saturating_sub(1)
    }

    /// What follows from the looks so far.
    pub(in super::super) fn next(&self) -> Next {
        let first = &self.taken[0].measurement;
        let (outcome, reason) = match self.leaning(first) {
            Standing::Above | Standing::Undecided => return self.after_doubt(),
            Standing::Below => (Outcome::Within, String::new()),
            Standing::TooFew => (Outcome::Inconclusive, too_few_reason(first)),
            Standing::Unreached => (Outcome::NotMeasured, UNREACHED.to_owned()),
        };
        Next::Decided(self.decision(outcome, reason))
    }

    /// Where a look stands, with few samples read as far as they can be.
    fn leaning(&self, measurement: &Measurement) -> Standing {
        match (measurement.standing, measurement.estimate) {
            (Standing::TooFew, Some(estimate)) if estimate.low > self.limit_ns * CLEAR_CUT => {
                Standing::Above
            }
            (Standing::TooFew, Some(estimate)) if estimate.high * CLEAR_CUT <= self.limit_ns => {
                Standing::Below
            }
            (standing, _) => standing,
        }
    }

    /// What to do once the first look was not below the limit.
    fn after_doubt(&self) -> Next {
        let count = |wanted| {
            let standings = self
                .taken
                .iter()
                .map(|look| self.leaning(&look.measurement));
            standings.filter(|standing| *standing == wanted).count()
        };
        let (above, below) = (count(Standing::Above), count(Standing::Below));
        let looks = self.taken.len();
        let may_look_again = looks - self.crowded().min(MORE_FOR_NEIGHBOURS) < MOST_LOOKS;
        let (outcome, reason) = if below >= REFUTING_LOOKS {
            (Outcome::Within, String::new())
        } else if let Some(why) = &self.refused {
            let reason = format!(
                "not below its limit at the first look, and no fresh process could look again: {why}"
            );
            (Outcome::Inconclusive, reason)
        } else if above >= PROVING_LOOKS && below == 0 {
            match noise::explanation(&self.above(), self.limit_ns, self.best_hop_ns) {
                None => (Outcome::Over, self.over_reason()),
                // The next moment may be quieter.
                Some(_) if looks < MOST_LOOKS + MORE_FOR_NEIGHBOURS => return Next::LookAgain,
                Some(reason) => (Outcome::Inconclusive, reason),
            }
        } else if may_look_again {
            return Next::LookAgain;
        } else if above == 0 {
            (Outcome::Inconclusive, self.undecided_reason())
        } else {
            let reason = format!(
                "above its limit in {above} of {looks} looks in fresh processes: what differs between \
                 them (layout in memory, neighbours) is as large as the excess"
            );
            (Outcome::Inconclusive, reason)
        };
        Next::Decided(self.decision(outcome, reason))
    }

    /// The number of looks that did not decide and had no core to themselves.
    fn crowded(&self) -> usize {
        let looks = self.taken.iter().map(|look| &look.measurement);
        looks
            .filter(|look| !look.alone && self.leaning(look) == Standing::Undecided)
            .count()
    }

    /// The looks above the limit.
    fn above(&self) -> Vec<&Look> {
        let looks = self.taken.iter();
        looks
            .filter(|look| self.leaning(&look.measurement) == Standing::Above)
            .collect()
    }

    fn decision(&self, outcome: Outcome, reason: String) -> Box<Decision> {
        let look = self.fastest().clone();
        let mut notes = Vec::new();
        if outcome == Outcome::Within && self.taken.len() > 1 {
            notes.push(format!(
                "the first of {} looks was not below the limit, fresh processes were",
                self.taken.len()
            ));
        }
        notes.extend(noise::memory_note(&self.taken, self.best_hop_ns));
        Box::new(Decision {
            outcome,
            reason,
            look,
            looks: self.taken.len() as u32,
            notes,
        })
    }

    /// The most favourable look: noise only ever slows.
    fn fastest(&self) -> &Look {
        let value = |look: &&Look| look.measurement.estimate.map_or(f64::INFINITY, |e| e.value);
        let looks = self.taken.iter();
        let fastest = looks.min_by(|a, b| value(a).total_cmp(&value(b)));
        fastest.expect("a decision follows a look")
    }

    fn over_reason(&self) -> String {
        let above = self.above();
        let looks = above.len();
        let estimates = above.iter().filter_map(|look| look.measurement.estimate);
        let low = estimates.map(|e| e.low).fold(f64::INFINITY, f64::min);
        let (low, limit) = (time(low), time(self.limit_ns));
        format!("at least {low} in each of {looks} looks in fresh processes, the limit is {limit}")
    }

    fn undecided_reason(&self) -> String {
        let measurement = &self.fastest().measurement;
        let Estimate { low, high, .. } = measurement.estimate.unwrap_or(Estimate::exact(0.0));
        let (low, high, limit) = (time(low), time(high), time(self.limit_ns));
        let (n, looks) = (measurement.samples, self.taken.len());
        let widened = match measurement.speed.remembered_at {
            Some(_) => "",
            None => {
                "; the usual speed of this machine is not remembered yet, which widens the interval: run again"
            }
        };
        format!(
            "after {looks} looks the limit of {limit} is still inside the interval of the median, {low} to {high} by {n} \
             batches{widened}"
        )
    }
}

fn too_few_reason(measurement: &Measurement) -> String {
    /// What an interval of the median needs.
    const NEEDED: u64 = 12;
    let n = measurement.samples;
    if measurement.discarded > n {
        return format!(
            "{} of {} batches never reached the function, which left {n} to judge by",
            measurement.discarded,
            measurement.discarded + measurement.all_samples
        );
    }
    format!(
        "{n} runs fit into the time box and a median near its limit needs {NEEDED}: a smaller size would decide"
    )
}

pub(super) fn time(nanoseconds: f64) -> Quantity {
    Quantity::new(nanoseconds, Unit::Nanoseconds)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
