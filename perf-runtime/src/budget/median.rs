//! The typical call: the interval of the median decides from 12 samples up, clear-cut extremes below.

use super::finding::Finding;
use super::grade::Kind;
use super::time::Samples;
use super::verdict::{Evidence, Outcome};
use crate::stats::Estimate;
use crate::stats::order::{samples_needed, samples_to_separate};
use crate::stats::quantile::{quantile, share_at_most};
use crate::unit::{Quantity, Unit};

/// Few samples decide only when every one of them is beyond the limit by this factor: scatter of a few calls can hardly
/// explain so much.
pub(crate) const CLEAR_CUT: f64 = 1.5;

/// A hypervisor's pause hits so many calls in a row at most. Every clock of the process counts it as work.
const EASILY_STOLEN: u64 = 2;

/// A median this near its limit, as a share of it, stays undecided however many calls there are.
const AT_THE_LIMIT: f64 = 0.01;

/// More calls than this are not asked for: the advice would not be followed.
const REASONABLE_CALLS: f64 = 1e6;

pub(super) fn judge(samples: &Samples<'_>) -> Finding {
    let Some(median) = quantile(samples.distribution, 0.5, samples.alpha) else {
        return Finding::not_measured("there are no samples");
    };
    if samples.count < samples_needed(0.5, samples.alpha) {
        return few(samples, median.value);
    }
    let estimate = samples.widen(median.within(samples.distribution));
    let (outcome, reason) = compare(samples, &estimate, "median");
    finding(outcome, estimate, "typical (median of calls)", reason)
}

/// The rule for few samples, shared with tails: all of them far above, all of them far below, or undecided.
pub(super) fn few(samples: &Samples<'_>, value: f64) -> Finding {
    let estimate = samples.extremes(value);
    let n = samples.count;
    let limit = time(samples.limit);
    let excess = estimate.low - samples.limit;
    let (outcome, reason) = if n <= EASILY_STOLEN && excess > 0.0 && samples.stolen >= excess {
        let stolen = time(samples.stolen);
        (
            Outcome::Inconclusive,
            format!(
                "{n} {} above the limit of {limit}, and the hypervisor took a processor away for {stolen} meanwhile: more calls would decide",
                calls(n)
            ),
        )
    } else if estimate.low > samples.limit * CLEAR_CUT {
        let fastest = time(samples.distribution.min);
        (
            Outcome::Over,
            format!(
                "even {}, {fastest}, is more than half above the limit of {limit}",
                if n == 1 {
                    "its one call".to_owned()
                } else {
                    format!("the fastest of {n} calls")
                }
            ),
        )
    } else if estimate.high * CLEAR_CUT <= samples.limit {
        (Outcome::Within, String::new())
    } else {
        let missing = samples_needed(0.5, samples.alpha).saturating_sub(n);
        (
            Outcome::Inconclusive,
            format!(
                "{n} {} too few to judge a median near its limit: {missing} more would decide",
                calls(n)
            ),
        )
    };
    finding(
        outcome,
        estimate,
        "median of few calls (the extremes decide)",
        reason,
    )
}

/// Interval against limit.
pub(super) fn compare(samples: &Samples<'_>, estimate: &Estimate, name: &str) -> (Outcome, String) {
    let n = samples.count;
    let interval = format!("{} to {}", time(estimate.low), time(estimate.high));
    let limit = time(samples.limit);
    if estimate.low > samples.limit {
        let reason = format!("the {name} of {n} calls is {interval}, above the limit of {limit}");
        return (Outcome::Over, reason);
    }
    if estimate.high <= samples.limit {
        return (Outcome::Within, String::new());
    }
    let reason = format!(
        "the limit of {limit} is inside the interval of the {name}, {interval}, of {n} calls: {}",
        what_would_decide(samples, estimate.value)
    );
    (Outcome::Inconclusive, reason)
}

/// How many calls like these would move the interval of the median off the limit.
fn what_would_decide(samples: &Samples<'_>, value: f64) -> String {
    if (value - samples.limit).abs() <= AT_THE_LIMIT * samples.limit + samples.resolution {
        return "it runs at its limit, more calls will not decide".to_owned();
    }
    let share = share_at_most(samples.distribution, samples.limit);
    let needed = samples_to_separate(0.5, share, samples.alpha);
    if !(needed.is_finite() && needed <= REASONABLE_CALLS) {
        "about half of its calls keep the limit and half do not, more of them will not decide"
            .to_owned()
    } else if needed > samples.count as f64 {
        format!("about {needed:.0} calls would decide")
    } else {
        "a few more calls would decide".to_owned()
    }
}

pub(super) fn finding(
    outcome: Outcome,
    estimate: Estimate,
    statistic: &str,
    reason: String,
) -> Finding {
    Finding {
        outcome,
        measured: Some(estimate),
        kind: Kind::Sampled,
        reason,
        evidence: Evidence {
            statistic: statistic.to_owned(),
            ..Evidence::default()
        },
    }
}

pub(super) fn time(nanoseconds: f64) -> Quantity {
    Quantity::new(nanoseconds, Unit::Nanoseconds)
}

/// The subject and its verb: `1 call is`, `5 calls are`.
pub(super) const fn calls(n: u64) -> &'static str {
    if n == 1 { "call is" } else { "calls are" }
}
