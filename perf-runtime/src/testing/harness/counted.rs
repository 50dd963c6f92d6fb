//! Judges all other limits: the workload is exercised, and what the recorder counted is judged as in any test.

use super::super::job::Job;
use super::super::look::{UNREACHED, run};
use super::super::register::{Case, WorkloadInfo};
use crate::budget::{Bound, Finding, Subject, Verdict, judge_site};
use crate::record;
use crate::site::{Site, Statistic};

/// Time for one case of one workload, in nanoseconds; slow functions are judged by the few calls that fit into it.
const BOX_NS: f64 = 500e6;

/// Exercises the site in this case and judges `bound` by what was recorded.
pub(super) fn judge(
    workload: &WorkloadInfo,
    case: Case,
    site: &'static Site,
    bound: &Bound<'static>,
) -> Vec<Verdict> {
    let subject = Subject {
        bounds: vec![*bound],
        ..Subject::from(site)
    };
    let context = workload.case_name(case);
    let not_measured = |why: String, called| {
        vec![Finding::not_measured(why).into_verdict(&subject, bound, &context, called)]
    };
    let before = record::mark(site);
    let job = Job::Exercise {
        calls: calls_for(bound.statistic),
        box_ns: BOX_NS,
    };
    if let Err(why) = run(workload, case, job) {
        return not_measured(why, true);
    }
    let (contexts, clock) = record::contexts_since(site, &before);
    if contexts.is_empty() {
        return not_measured(UNREACHED.to_owned(), false);
    }
    let mut verdicts = judge_site(&subject, &contexts, &clock);
    for verdict in &mut verdicts {
        context.clone_into(&mut verdict.context);
    }
    verdicts
}

/// Samples that a statistic needs, with as many again to tell a figure near its limit from the limit.
const fn calls_for(statistic: Statistic) -> u64 {
    match statistic {
        Statistic::Maximum => 30,
        Statistic::Median => 100,
        Statistic::P95 => 400,
        Statistic::P99 => 2_000,
    }
}
