//! Limits on time: which distribution a limit speaks of, what was read, and which rule decides.

use super::finding::Finding;
use super::subject::Bound;
use super::verdict::Outcome;
use super::{median, remarks, tail};
use crate::record::{ClockSnapshot, ContextSnapshot, Distribution};
use crate::site::{Metric, Statistic};
use crate::stats::Estimate;
use crate::stats::order::alpha_at_look;

/// What the rules of medians and tails need.
pub(super) struct Samples<'a> {
    pub(super) distribution: &'a Distribution,
    /// Number of samples.
    pub(super) count: u64,
    /// The limit, in nanoseconds.
    pub(super) limit: f64,
    /// A reading may be off by this much, in nanoseconds.
    pub(super) resolution: f64,
    /// Time the hypervisor took while the process ran, in nanoseconds.
    pub(super) stolen: f64,
    /// What one look may spend.
    pub(super) alpha: f64,
}

impl Samples<'_> {
    /// The interval, moved outward by what one reading may be off.
    pub(super) fn widen(&self, estimate: Estimate) -> Estimate {
        Estimate {
            low: (estimate.low - self.resolution).max(0.0),
            value: estimate.value,
            high: estimate.high + self.resolution,
        }
    }

    /// All samples, moved outward likewise.
    pub(super) fn extremes(&self, value: f64) -> Estimate {
        self.widen(Estimate {
            low: self.distribution.min,
            value,
            high: self.distribution.max,
        })
    }
}

pub(super) fn judge(
    bound: &Bound<'_>,
    context: &ContextSnapshot,
    clock: &ClockSnapshot,
) -> Finding {
    let distribution = match (bound.metric, &context.cpu, &context.busy) {
        (Metric::Cpu, Some(cpu), _) => cpu,
        (Metric::Cpu, None, _) => {
            return Finding::not_measured("the CPU time of its calls was not recorded");
        }
        (Metric::Busy, _, Some(busy)) => busy,
        (Metric::Busy, _, None) => {
            return Finding::not_measured("no poll of its future was recorded");
        }
        _ => &context.time,
    };
    let samples = Samples {
        distribution,
        count: distribution.count(),
        limit: bound.value,
        resolution: resolution_ns(context, clock),
        stolen: clock.stolen_ns,
        // The program decides how often a function runs: there is one look, at the end.
        alpha: alpha_at_look(1),
    };
    let mut finding = if samples.count == 0 {
        unfinished(context)
    } else {
        match bound.statistic {
            Statistic::Median => median::judge(&samples),
            Statistic::P95 => tail::judge(&samples, 0.95),
            Statistic::P99 => tail::judge(&samples, 0.99),
            Statistic::Maximum => tail::judge_maximum(&samples),
        }
    };
    finding.evidence.samples = samples.count;
    finding.evidence.looks = 1;
    finding.evidence.clock = what_was_read(bound.metric, clock);
    finding.evidence.notes = remarks::of(bound, &samples, context, clock);
    finding
}

/// What a reading of this function may be off, in nanoseconds.
fn resolution_ns(context: &ContextSnapshot, clock: &ClockSnapshot) -> f64 {
    // Polls are read without fences; of other calls fenced readings tell what plain ones miss.
    let overlap_ns = context.busy.as_ref().map_or(0.0, |_| clock.overlap_ns);
    clock.resolution_ns + overlap_ns
}

/// Called, and not one sample: the data cannot decide, but no probe failed either.
fn unfinished(context: &ContextSnapshot) -> Finding {
    let reason = match (context.cancelled, context.panics) {
        (0, 0) => "no call ran to its end before the figures were read".to_owned(),
        (cancelled, panics) => {
            format!("no call ran to its end: {cancelled} were cancelled and {panics} panicked")
        }
    };
    Finding {
        outcome: Outcome::Inconclusive,
        ..Finding::not_measured(reason)
    }
}

fn what_was_read(metric: Metric, clock: &ClockSnapshot) -> String {
    match (metric, &clock.run_queue_unavailable) {
        (Metric::Cpu, _) => "CPU time of the thread".to_owned(),
        (Metric::Busy, _) => "wall time of the polls".to_owned(),
        (_, None) => "max(CPU, wall − run-queue wait)".to_owned(),
        (_, Some(reason)) => format!("wall (run-queue wait unavailable: {reason})"),
    }
}
