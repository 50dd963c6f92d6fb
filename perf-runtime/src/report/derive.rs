//! What follows from a report's data: verdicts, alerts, and remarks on the circumstances.

use std::collections::{HashMap, HashSet};

use super::environment::{common_clock, differences};
use super::flow;
use super::model::{Report, SiteRecord};
use crate::alert::{self, Circumstances};
use crate::budget::{Bound, Subject, Verdict, judge_site};
use crate::record::ContextSnapshot;
use crate::site::Metric;

/// The optimisation level at which limits on time mean nothing.
const UNOPTIMISED: &str = "0";

impl Report {
    /// Makes verdicts, alerts and remarks anew from the data.
    pub(super) fn derive(&mut self) {
        let clock = common_clock(&self.environments);
        let decided: HashSet<[&str; 3]> = self.decided.iter().map(identity).collect();
        let reached: HashSet<Place<'_>> = self.decided.iter().map(site_of).collect();
        let sites = self.sites.iter();
        let mut verdicts: Vec<Verdict> = sites
            .flat_map(|site| judge_site(&site.subject(), &site.contexts, &clock))
            .filter(|verdict| !decided.contains(&identity(verdict)))
            // What no test called, a workload may have judged.
            .filter(|verdict| verdict.called || !reached.contains(&site_of(verdict)))
            .collect();
        verdicts.extend(self.decided.iter().cloned());
        self.verdicts = verdicts;

        let unoptimised = self.environments.iter().any(|e| e.opt_level == UNOPTIMISED);
        let circumstances = Circumstances { unoptimised };
        let figures = self.figures();
        let find = |verdict: &Verdict| figures.get(&place(verdict)).copied();
        self.alerts = alert::alerts(&self.verdicts, find, &circumstances);
        self.workflows = flow::workflows(&self.tree);
        self.remarks = differences(&self.environments);
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
    fn subject(&self) -> Subject<'_> {
        let bounds = self.limits.iter().map(|limit| Bound {
            metric: limit.metric,
            statistic: limit.statistic,
            value: limit.value,
            key: &limit.key,
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

fn identity(verdict: &Verdict) -> [&str; 3] {
    [&verdict.site, &verdict.context, &verdict.key]
}

const fn is_time(metric: Metric) -> bool {
    matches!(metric, Metric::Time | Metric::Cpu | Metric::Busy)
}
