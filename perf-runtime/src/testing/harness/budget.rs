//! One limit of one site: exercised in every case of every workload that reaches it, judged by the worst.

use super::super::register::{Case, WorkloadInfo};
use super::session::Session;
use super::timed::Judged;
use super::{counted, grown, instructed, timed};
use crate::budget::{Bound, Finding, Outcome, Subject, Verdict};
use crate::process;
use crate::site::{Limit, Metric, Site, Statistic};

/// A limit of a site, as one test.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub(super) site: &'static Site,
    pub(super) limit: &'static Limit,
}

impl Budget {
    /// Every declared limit, in the order of the sites.
    pub(super) fn all(sites: &[&'static Site]) -> Vec<Self> {
        sites
            .iter()
            .flat_map(|&site| {
                site.info()
                    .limits
                    .iter()
                    .map(move |limit| Self { site, limit })
            })
            .collect()
    }

    /// The limit that holds on this machine. A file that cannot be obeyed was refused before any budget was judged.
    fn bound(&self) -> Bound<'static> {
        let class = process::class().ok().flatten();
        class.map_or_else(
            || Bound::from(self.limit),
            |class| class.bound(self.site, self.limit),
        )
    }

    /// `module::function::max_ms`.
    pub(super) fn name(&self) -> String {
        format!("{}::{}", self.site.path(), self.limit.key)
    }

    /// The name with what tells it from another one that is spelled the same.
    pub(super) fn long_name(&self) -> String {
        let info = self.site.info();
        format!("{} ({}:{})", self.name(), info.place.file, info.line)
    }

    /// The verdicts of every case that reaches the site; one says so when none does.
    pub(super) fn judge(&self, session: &mut Session) -> Vec<Verdict> {
        let workloads = session.plan.workloads_of(self.site, &session.discovered);
        let mut verdicts = Vec::new();
        for workload in workloads {
            if self.limit.metric == Metric::Growth {
                let judged = grown::judge(workload, self.site, &self.bound());
                verdicts.push(self.verdict(judged, &workload.path()));
                continue;
            }
            for case in workload.cases() {
                verdicts.extend(self.judge_case(session, workload, case));
            }
        }
        if verdicts.is_empty() {
            return vec![self.unreached(session)];
        }
        // Some sizes of a workload may leave a function alone; one that reaches it is enough.
        if verdicts.iter().any(|verdict| verdict.called) {
            verdicts.retain(|verdict| verdict.called);
        }
        verdicts.extend(self.unseen(session));
        verdicts
    }

    /// A workload that ended before all that it reaches was seen may be the one with the large input.
    fn unseen(&self, session: &Session) -> Option<Verdict> {
        let failures: Vec<&str> = session.discovered.failures().map(String::as_str).collect();
        let reason = format!(
            "what it reaches is not known, and may be this function: {}; `covers(…)` says what a workload is about",
            failures.join("; ")
        );
        let judged = Judged {
            finding: Finding::not_measured(reason),
            called: true,
        };
        (!failures.is_empty()).then(|| self.verdict(judged, "a workload that failed"))
    }

    fn judge_case(
        &self,
        session: &mut Session,
        workload: &WorkloadInfo,
        case: Case,
    ) -> Vec<Verdict> {
        let bound = self.bound();
        if self.limit.metric == Metric::Instructions {
            let judged = instructed::judge(workload, case, self.site, &bound);
            return vec![self.verdict(judged, &workload.case_name(case))];
        }
        let typical =
            (self.limit.metric, self.limit.statistic) == (Metric::Time, Statistic::Median);
        // On several threads the preemption of each is known to the recorder only.
        if !typical || case.threads > 1 {
            return counted::judge(workload, case, self.site, &bound);
        }
        let judged = timed::judge(&mut session.machine, workload, case, self.site, &bound);
        vec![self.verdict(judged, &workload.case_name(case))]
    }

    fn verdict(&self, judged: Judged, context: &str) -> Verdict {
        let (subject, bound) = (Subject::from(self.site), self.bound());
        let Judged { finding, called } = judged;
        finding.into_verdict(&subject, &bound, context, called)
    }

    fn unreached(&self, session: &Session) -> Verdict {
        let mut reason = format!(
            "no workload reaches it: mark a function that calls it with #[perf_workload], or name it in covers({})",
            self.site.info().name
        );
        for failure in session.discovered.failures() {
            reason.push_str("; ");
            reason.push_str(failure);
        }
        Finding::not_measured(reason).into_verdict(
            &Subject::from(self.site),
            &self.bound(),
            "",
            false,
        )
    }
}

/// The verdict that decides a test: the worst one.
pub(super) fn worst(verdicts: &[Verdict]) -> Option<&Verdict> {
    let rank = |verdict: &Verdict| match verdict.outcome {
        Outcome::Within => 0,
        Outcome::Inconclusive => 1,
        Outcome::NotMeasured => 2,
        Outcome::Over => 3,
    };
    verdicts.iter().max_by(|a, b| {
        rank(a)
            .cmp(&rank(b))
            .then(a.severity.cmp(&b.severity))
            .then(share(a).total_cmp(&share(b)))
    })
}

/// The figure as a share of its limit.
fn share(verdict: &Verdict) -> f64 {
    verdict.measured.map_or(0.0, |measured| measured.value)
        / verdict.limit.value.max(f64::MIN_POSITIVE)
}
