//! Whether one figure is worse than another, when both are uncertain and a machine's speed may be in them.

use serde::{Deserialize, Serialize};

use super::figure::Figure;
use crate::site::Metric;
use crate::unit::Quantity;

/// What became of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Provably worse than the tolerance allows.
    Worse,
    /// More instructions, but not slower here.
    MoreWork,
    /// Looks worse, and the evidence does not suffice.
    Undecided,
    /// Provably better.
    Better,
    /// No difference that counts.
    Same,
    /// The figures cannot be set against each other; the reason says why.
    NotComparable,
    /// Measured now, not accepted yet.
    New,
    /// Accepted earlier, not measured now.
    Gone,
}

/// Where code lies in memory moves its time by up to 9 % (32 dead bytes in front of a sort): between different builds
/// time alone proves nothing below this share.
pub(super) const LAYOUT: f64 = 0.10;

/// Without a reference the processor's own speed is in a time, and it drifts by so much between runs.
pub(super) const DRIFT: f64 = 0.18;

/// Single calls carry what reading the clock costs, which differs by so many nanoseconds between processes: how the code
/// around the reading lies, whether it is optimised.
const CLOCK_NS: f64 = 100.0;

/// The median has an interval from this many samples up; below it the extremes stand for one.
pub(super) const ENOUGH_SAMPLES: u64 = 12;

/// Below that many samples even the fastest call must be slower by so much than the slowest accepted one.
const FEW_SAMPLES: f64 = 0.50;

/// Instructions of the same code repeat to less than a thousandth; more than this is more work.
const INSTRUCTIONS: f64 = 0.02;

/// The judgement on one pair of figures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judgement {
    pub(super) trend: Trend,
    pub(super) reason: String,
}

impl Judgement {
    pub(super) fn new(trend: Trend, reason: impl Into<String>) -> Self {
        Self {
            trend,
            reason: reason.into(),
        }
    }
}

/// Judges `now` against `accepted`, `tolerance` being the share by which a figure may grow. The figures are comparable.
pub(super) fn judge(accepted: &Figure, now: &Figure, tolerance: f64) -> Judgement {
    if accepted.is_time() {
        time(accepted, now, tolerance)
    } else if accepted.metric == Metric::Instructions {
        // Whether more instructions are worse is for the time beside them to say.
        counted(accepted, now, INSTRUCTIONS)
    } else {
        counted(accepted, now, tolerance)
    }
}

fn counted(accepted: &Figure, now: &Figure, tolerance: f64) -> Judgement {
    let (before, after) = (accepted.measured.value, now.measured.value);
    let show = |value| Quantity::new(value, now.unit);
    let changed = format!("{} became {}", show(before), show(after));
    if after > before * (1.0 + tolerance) {
        Judgement::new(Trend::Worse, changed)
    } else if after < before {
        Judgement::new(Trend::Better, changed)
    } else {
        Judgement::new(Trend::Same, "")
    }
}

fn time(accepted: &Figure, now: &Figure, tolerance: f64) -> Judgement {
    let (before, after) = (accepted.measured, now.measured);
    let show = |value| Quantity::new(value, now.unit);
    let cancelled = accepted.cancelled && now.cancelled;
    let few = accepted.samples.min(now.samples) < ENOUGH_SAMPLES;
    let margin = (1.0 + tolerance.max(LAYOUT)) * if cancelled { 1.0 } else { 1.0 + DRIFT };
    let margin = if few {
        margin.max(1.0 + FEW_SAMPLES)
    } else {
        margin
    };
    let changed = format!("{} became {}", show(before.value), show(after.value));
    let told_apart = |larger_ns: f64, smaller_ns: f64| {
        larger_ns > smaller_ns * margin && (cancelled || larger_ns - smaller_ns > CLOCK_NS)
    };
    if told_apart(after.low, before.high) {
        return Judgement::new(Trend::Worse, changed);
    }
    if told_apart(before.low, after.high) {
        return Judgement::new(Trend::Better, changed);
    }
    if after.value <= before.value * (1.0 + tolerance.max(LAYOUT)) {
        return Judgement::new(Trend::Same, "");
    }
    let missing = if few {
        format!(
            "{} samples do not decide: {ENOUGH_SAMPLES} in each run would",
            accepted.samples.min(now.samples)
        )
    } else if !cancelled && after.value - before.value <= CLOCK_NS {
        format!(
            "{} is what reading the clock differs by between processes: a #[perf_workload] would decide",
            show(CLOCK_NS)
        )
    } else if cancelled {
        "the intervals are too wide to decide: more samples would".to_owned()
    } else {
        format!(
            "the processor's own speed drifts by up to {:.0} % between runs: a #[perf_workload], which cancels it, would decide",
            DRIFT * 100.0
        )
    };
    Judgement::new(Trend::Undecided, format!("{changed}; {missing}"))
}
