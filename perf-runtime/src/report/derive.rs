//! What follows from a report's data: verdicts, alerts, and remarks on the circumstances.

use std::collections::{HashMap, HashSet};

use super::environment::{common_clock, differences};
use super::flow;
use super::model::{Report, SiteRecord};
use crate::alert::{self, Circumstances};
use crate::budget::{Bound, Changed, Outcome, Subject, Verdict, judge_site, only_workloads_judge};
use crate::record::{ClockSnapshot, ContextSnapshot};
use crate::site::Metric;

/// The optimisation level at which limits on time mean nothing.
const UNOPTIMISED: &str = "0";

impl Report {
    /// Makes verdicts, alerts and remarks anew from the data.
    pub(super) fn derive(&mut self) {
        let clock = common(self);
        let decided: HashSet<(Place<'_>, &str)> = self.decided.iter().map(identity).collect();
        let reached: HashSet<Place<'_>> = self.decided.iter().map(site_of).collect();
        let sites = self.sites.iter();
        let mut verdicts: Vec<Verdict> = sites
            .flat_map(|site| judge_site(&site.subject(), &site.contexts, &clock))
            .filter(|verdict| !decided.contains(&identity(verdict)))
            // What no test called, a workload may have judged.
            .filter(|verdict| verdict.called || !reached.contains(&site_of(verdict)))
            .collect();
        // And what no workload reaches, a test may have.
        let judged: HashSet<(Place<'_>, &str)> = verdicts
            .iter()
            .filter(|verdict| verdict.called)
            .map(|verdict| (site_of(verdict), &*verdict.key))
            .collect();
        let stands = |verdict: &&Verdict| {
            let unreached = verdict.outcome == Outcome::NotMeasured && !verdict.called;
            !(unreached && judged.contains(&(site_of(verdict), &*verdict.key)))
        };
        let decided: Vec<Verdict> = self.decided.iter().filter(stands).cloned().collect();
        verdicts.extend(decided);
        self.verdicts = verdicts;

        let left = workloads_only(&self.verdicts);
        let unoptimised = self.environments.iter().any(|e| e.opt_level == UNOPTIMISED);
        let circumstances = Circumstances { unoptimised };
        let figures = self.figures();
        let find = |verdict: &Verdict| figures.get(&place(verdict)).copied();
        self.alerts = alert::alerts(&self.verdicts, find, &circumstances);
        self.workflows = flow::workflows(&self.tree);
        self.remarks = differences(&self.environments);
        self.remarks.extend(left);
        if unoptimised
            && self
                .verdicts
                .iter()
                .any(|v| v.measured.is_some() && is_time(v.metric))
        {
            self.remarks.push(
                "limits on time were judged in an unoptimised build (opt-level 0); budgets mean optimised code: \
                 set `[profile.test] opt-level = 3`"
                    .to_owned(),
            );
        }
    }

    /// The recorded figures by the site and context that a verdict names.
    fn figures(&self) -> HashMap<Place<'_>, &ContextSnapshot> {
        let sites = self.sites.iter();
        let contexts = sites.flat_map(|site| {
            let contexts = site.contexts.iter();
            contexts.map(|context| {
                (
                    (&*site.path, &*site.file, site.line, &*context.context),
                    context,
                )
            })
        });
        contexts.collect()
    }
}

/// Limits of functions that were called, which nobody judged because only workloads can: named, so that they do not pass
/// silently.
fn workloads_only(verdicts: &[Verdict]) -> Option<String> {
    let left = |verdict: &&Verdict| !verdict.called && only_workloads_judge(verdict.metric);
    let mut limits: Vec<String> = verdicts
        .iter()
        .filter(left)
        .map(|verdict| format!("`{}` of `{}`", verdict.key, verdict.site))
        .collect();
    limits.sort();
    limits.dedup();
    (!limits.is_empty()).then(|| {
        format!(
            "judged by workloads only, and by none so far; run the test target of `perf_runtime::testing::main()`, \
             with a #[perf_workload] that reaches them: {}",
            first_of(&limits)
        )
    })
}

/// The first of many and the number of others: a sentence that goes on is cut where it is shown.
fn first_of(names: &[String]) -> String {
    const NAMED: usize = 4;
    let named = names[..names.len().min(NAMED)].join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        others => format!("{named}, and {others} more"),
    }
}

/// Site, file, line and context.
type Place<'a> = (&'a str, &'a str, u32, &'a str);

/// The site of a verdict, without its context.
fn site_of(verdict: &Verdict) -> Place<'_> {
    (&verdict.site, &verdict.file, verdict.line, "")
}

fn place(verdict: &Verdict) -> Place<'_> {
    (&verdict.site, &verdict.file, verdict.line, &verdict.context)
}

impl SiteRecord {
    pub(super) fn subject(&self) -> Subject<'_> {
        let bounds = self.limits.iter().map(|limit| Bound {
            metric: limit.metric,
            statistic: limit.statistic,
            value: limit.value,
            key: &limit.key,
            changed: limit.changed.as_ref().map(|changed| Changed {
                declared: changed.declared,
                class: &changed.class,
            }),
        });
        Subject {
            path: self.path.clone(),
            file: &self.file,
            line: self.line,
            bounds: bounds.collect(),
            warning_percent: self.warning_percent,
            critical_percent: self.critical_percent,
        }
    }
}

/// What all clocks of a report have in common.
pub(super) fn common(report: &Report) -> ClockSnapshot {
    common_clock(&report.environments)
}

/// A limit of a site in a context.
fn identity(verdict: &Verdict) -> (Place<'_>, &str) {
    (place(verdict), &verdict.key)
}

const fn is_time(metric: Metric) -> bool {
    matches!(metric, Metric::Time | Metric::Cpu | Metric::Busy)
}
