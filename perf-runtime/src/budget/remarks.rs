//! Remarks on measured times: noise that was seen, and what the figures do not show. Each names its datum.

use super::median::{CLEAR_CUT, time};
use super::subject::Bound;
use super::time::Samples;
use crate::record::{ClockSnapshot, ContextSnapshot};
use crate::site::{Metric, Statistic};
use crate::stats::order::samples_needed;
use crate::stats::quantile::sample_quantile;

/// A 99th percentile this many times the median is a second kind of call, not scatter.
const LONG_TAIL: f64 = 10.0;

/// Fewer samples have no 99th percentile of their own.
const TAIL_SAMPLES: u64 = 100;

/// A wall time that differs by more than this share from the judged time is shown beside it.
const WORTH_SHOWING: f64 = 0.01;

/// What polls may miss is worth saying from this part of what they show.
const OVERLAP_WORTH_SAYING: f64 = 0.1;

pub(super) fn of(
    bound: &Bound<'_>,
    samples: &Samples<'_>,
    context: &ContextSnapshot,
    clock: &ClockSnapshot,
) -> Vec<String> {
    let notes = [
        below_resolution(samples),
        overlapped(samples, context, clock),
        few_calls(bound, samples),
        long_tail(samples),
        wall(bound, samples, context),
        unfinished(context),
    ];
    notes.into_iter().flatten().collect()
}

fn below_resolution(samples: &Samples<'_>) -> Option<String> {
    (samples.limit < samples.resolution).then(|| {
        let (limit, resolution) = (time(samples.limit), time(samples.resolution));
        format!("the limit of {limit} is below what one reading of the clock resolves, {resolution}: a #[perf_workload] reads batches")
    })
}

/// What the readings of a future may miss, where that is much of what they show.
fn overlapped(
    samples: &Samples<'_>,
    context: &ContextSnapshot,
    clock: &ClockSnapshot,
) -> Option<String> {
    context.busy.as_ref()?;
    let median = sample_quantile(samples.distribution, 0.5)?;
    (clock.overlap_ns > OVERLAP_WORTH_SAYING * median).then(|| {
        let (median, overlap) = (time(median), time(clock.overlap_ns));
        format!(
            "polls are read without fences, which may miss {overlap} of a run that takes {median}"
        )
    })
}

fn few_calls(bound: &Bound<'_>, samples: &Samples<'_>) -> Option<String> {
    let n = samples.count;
    let few =
        bound.statistic == Statistic::Median && n > 0 && n < samples_needed(0.5, samples.alpha);
    let clear = samples.distribution.max * CLEAR_CUT <= samples.limit;
    (few && clear).then(|| {
        let slowest = time(samples.distribution.max);
        format!("judged by the slowest of {n} calls, {slowest}, which is a third below the limit or more")
    })
}

fn long_tail(samples: &Samples<'_>) -> Option<String> {
    if samples.count < TAIL_SAMPLES {
        return None;
    }
    let median = sample_quantile(samples.distribution, 0.5)?;
    let tail = sample_quantile(samples.distribution, 0.99)?;
    (median > 0.0 && tail > LONG_TAIL * median).then(|| {
        let times = tail / median;
        format!(
            "the 99th percentile, {}, is {times:.0} times the median",
            time(tail)
        )
    })
}

fn wall(bound: &Bound<'_>, samples: &Samples<'_>, context: &ContextSnapshot) -> Option<String> {
    if bound.metric != Metric::Time {
        return None;
    }
    let judged = sample_quantile(samples.distribution, 0.5)?;
    let wall = sample_quantile(&context.wall, 0.5)?;
    let differs = (wall - judged).abs() > WORTH_SHOWING * judged;
    differs.then(|| {
        let waited = time(context.run_queue_wait_ns);
        format!(
            "the wall median is {}; run-queue wait of {waited} in all was taken off",
            time(wall)
        )
    })
}

fn unfinished(context: &ContextSnapshot) -> Option<String> {
    let calls = context.calls;
    match (context.panics, context.cancelled) {
        (0, 0) => None,
        (panics, 0) => Some(format!("{panics} of {calls} calls panicked")),
        (0, cancelled) => Some(format!("{cancelled} of {calls} calls were cancelled")),
        (panics, cancelled) => Some(format!(
            "{panics} of {calls} calls panicked and {cancelled} were cancelled"
        )),
    }
}
