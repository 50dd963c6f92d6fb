//! Limits and recorded figures in, verdicts out: per site, per context, per limit.

use super::finding::Finding;
use super::subject::{Bound, Subject};
use super::verdict::Verdict;
use super::{exact, time};
use crate::record::{ClockSnapshot, ContextSnapshot, Snapshot};
use crate::site::Metric;

/// Judges every limit of every site, in the order of the snapshot.
#[must_use]
pub fn judge(snapshot: &Snapshot) -> Vec<Verdict> {
    let sites = snapshot.sites.iter();
    sites
        .flat_map(|site| judge_site(&Subject::from(site.site), &site.contexts, &snapshot.clock))
        .collect()
}

/// Judges every limit of one site in each of its contexts; one verdict says so when it was never called.
#[must_use]
pub fn judge_site(
    subject: &Subject<'_>,
    contexts: &[ContextSnapshot],
    clock: &ClockSnapshot,
) -> Vec<Verdict> {
    // A test of a refusal calls a function that panics: there is nothing to judge in that test.
    let called: Vec<&ContextSnapshot> = contexts.iter().filter(|c| c.finished() > 0).collect();
    if called.is_empty() {
        let first = subject.bounds.first();
        return first
            .map(|bound| uncalled(subject, bound, !contexts.is_empty()))
            .into_iter()
            .collect();
    }
    let mut verdicts = Vec::with_capacity(called.len() * subject.bounds.len());
    for context in called {
        for bound in &subject.bounds {
            let finding = judge_bound(bound, context, clock);
            // Calls count within workflows only: a function called outside of them has not been called in that sense.
            let called = !only_workloads_judge(bound.metric)
                && (bound.metric != Metric::Calls || context.calls_per_run.is_some());
            verdicts.push(finding.into_verdict(subject, bound, &context.context, called));
        }
    }
    verdicts
}

/// Whether figures of ordinary calls say nothing of a limit: red where workloads run and leave it out, never in a test
/// that happens to call the function.
#[must_use]
pub const fn only_workloads_judge(metric: Metric) -> bool {
    matches!(metric, Metric::Instructions | Metric::Growth)
}

/// Nothing to judge by. `unfinished` is whether calls began that panicked or were dropped.
fn uncalled(subject: &Subject<'_>, bound: &Bound<'_>, unfinished: bool) -> Verdict {
    let reason = if unfinished {
        "no call ran to its end: a test or a #[perf_workload] in which it returns would measure it"
    } else {
        "never called: a test or a #[perf_workload] that calls it would measure it"
    };
    Finding::not_measured(reason).into_verdict(subject, bound, "", false)
}

fn judge_bound(bound: &Bound<'_>, context: &ContextSnapshot, clock: &ClockSnapshot) -> Finding {
    let unavailable = context.unavailable.iter();
    if let Some((_, reason)) = unavailable
        .into_iter()
        .find(|(metric, _)| *metric == bound.metric)
    {
        return Finding::not_measured(reason.clone());
    }
    match bound.metric {
        Metric::Time | Metric::Cpu | Metric::Busy => time::judge(bound, context, clock),
        Metric::Allocations
        | Metric::AllocatedBytes
        | Metric::PeakBytes
        | Metric::ResidentBytes
        | Metric::Calls => exact::judge(bound, context, clock),
        Metric::Instructions => {
            Finding::not_measured("instructions are counted only while a #[perf_workload] runs")
        }
        Metric::Growth => {
            Finding::not_measured("growth is seen only where a #[perf_workload] runs several sizes")
        }
    }
}
