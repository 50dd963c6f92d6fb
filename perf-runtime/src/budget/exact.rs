//! Counted figures: allocations, bytes and peaks, where the largest call decides and any excess is real.

use super::finding::Finding;
use super::grade::Kind;
use super::subject::Bound;
use super::verdict::{Evidence, Outcome};
use crate::record::{CallsPerRun, ClockSnapshot, ContextSnapshot, MemorySnapshot};
use crate::site::Metric;
use crate::stats::Estimate;
use crate::unit::Quantity;

/// A counted figure and how it is to be read.
struct Count {
    value: u64,
    samples: u64,
    clock: &'static str,
    statistic: &'static str,
    kind: Kind,
    note: Option<String>,
}

pub(super) fn judge(
    bound: &Bound<'_>,
    context: &ContextSnapshot,
    clock: &ClockSnapshot,
) -> Finding {
    if bound.metric == Metric::Calls {
        return match &context.calls_per_run {
            Some(calls) => finding(bound, in_runs(calls), "run"),
            None => Finding::not_measured("no workflow called it: its calls count within runs"),
        };
    }
    let count = match (
        bound.metric,
        context.memory,
        context.process.map(|process| process.resident_peak),
    ) {
        (Metric::ResidentBytes, _, Some(peak)) => resident(peak, context),
        (_, None, None) if context.finished() == 0 => return unfinished(),
        (Metric::ResidentBytes, _, None) => return missing(bound.metric, clock),
        (_, Some(memory), _) if memory.calls > 0 => later(bound, &memory),
        (_, Some(memory), _) if memory.first_calls > 0 => first(bound.metric, &memory),
        (_, Some(_), _) => return unfinished(),
        (_, None, _) => return missing(bound.metric, clock),
    };
    finding(bound, count, "call")
}

/// `of` is what the samples are.
fn finding(bound: &Bound<'_>, count: Count, of: &str) -> Finding {
    let value = count.value as f64;
    let over = value > bound.value;
    let shown = Quantity::new(value, bound.quantity().unit);
    Finding {
        outcome: if over { Outcome::Over } else { Outcome::Within },
        measured: Some(Estimate::exact(value)),
        kind: count.kind,
        reason: if over {
            let limit = bound.quantity();
            let n = count.samples;
            match n {
                1 => format!("its one {of} has {shown}, the limit is {limit}"),
                _ => format!("the largest of {n} {of}s has {shown}, the limit is {limit}"),
            }
        } else {
            String::new()
        },
        evidence: Evidence {
            samples: count.samples,
            looks: 1,
            clock: count.clock.to_owned(),
            statistic: count.statistic.to_owned(),
            notes: count.note.into_iter().collect(),
            ..Evidence::default()
        },
    }
}

/// Why a counted figure is missing, where the recorder gave no reason of its own.
#[must_use]
pub fn unmeasured(metric: Metric, clock: &ClockSnapshot) -> Option<&'static str> {
    match metric {
        Metric::ResidentBytes => {
            Some("the resident set was not sampled while the workflow was open")
        }
        Metric::Allocations | Metric::AllocatedBytes | Metric::PeakBytes => {
            Some(if clock.allocator_installed {
                "the counting allocator recorded no call of this function"
            } else {
                "no counting allocator is installed: add `perf_runtime::install_allocator!();` to the test or binary"
            })
        }
        _ => None,
    }
}

fn missing(metric: Metric, clock: &ClockSnapshot) -> Finding {
    Finding::not_measured(unmeasured(metric, clock).unwrap_or("the figure was not recorded"))
}

fn unfinished() -> Finding {
    Finding {
        outcome: Outcome::Inconclusive,
        ..Finding::not_measured("no call ran to its end while allocations were counted")
    }
}

fn later(bound: &Bound<'_>, memory: &MemorySnapshot) -> Count {
    let (value, in_first) = match bound.metric {
        Metric::Allocations => (memory.max_allocations, memory.first_allocations),
        Metric::AllocatedBytes => (memory.max_bytes, memory.first_bytes),
        _ => (memory.max_peak, memory.first_peak),
    };
    let unit = bound.quantity().unit;
    let note = (memory.first_calls > 0 && in_first > value).then(|| {
        let in_first = Quantity::new(in_first as f64, unit);
        format!("the first call of a thread, which is not judged, had {in_first}")
    });
    Count {
        value,
        samples: memory.calls,
        clock: "counting allocator",
        statistic: "maximum after the first call of a thread",
        kind: Kind::Counted,
        note,
    }
}

fn first(metric: Metric, memory: &MemorySnapshot) -> Count {
    Count {
        value: match metric {
            Metric::Allocations => memory.first_allocations,
            Metric::AllocatedBytes => memory.first_bytes,
            _ => memory.first_peak,
        },
        samples: memory.first_calls,
        clock: "counting allocator",
        statistic: "maximum of first calls (no thread called it twice)",
        kind: Kind::Counted,
        note: None,
    }
}

fn in_runs(calls: &CallsPerRun) -> Count {
    Count {
        value: calls.max,
        samples: calls.runs,
        clock: "calls counted in the call tree",
        statistic: "most calls in one run of the workflow around it",
        kind: Kind::Counted,
        note: None,
    }
}

/// The resident set belongs to the process and is sampled, so a small excess is no more than a notice.
fn resident(peak: u64, context: &ContextSnapshot) -> Count {
    Count {
        value: peak,
        samples: context.calls,
        clock: "resident set of the process, sampled",
        statistic: "largest sample while the workflow was open",
        kind: Kind::Sampled,
        note: None,
    }
}
