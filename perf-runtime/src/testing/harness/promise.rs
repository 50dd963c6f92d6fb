//! One promise of a site against a committed baseline: the accepted time becomes a limit, and is judged as one.

use super::accepted::Accepted;
use super::session::Session;
use super::{counted, timed};
use crate::baseline::{Baseline, DEFAULT_NAME, Figure, improvement_limit, regression_limit};
use crate::budget::{Bound, Evidence, Finding, Outcome, Subject, Verdict};
use crate::config::{self, Mode};
use crate::site::{Metric, Site, Statistic};

/// A limit that nothing breaks, 31 years: whoever collects figures wants the time of a function before one is accepted.
const NO_LIMIT_NS: f64 = 1e18;

/// A promise of a site, as one test.
#[derive(Debug, Clone, Copy)]
pub(super) struct Promise {
    pub(super) site: &'static Site,
    key: &'static str,
    percent: f64,
    /// The older baseline; absent where the chosen one is meant.
    since: Option<&'static str>,
    limit: fn(&Figure, f64) -> f64,
}

impl Promise {
    /// Every promise, in the order of the sites.
    pub(super) fn all(sites: &[&'static Site]) -> Vec<Self> {
        let both = sites.iter().flat_map(|&site| {
            let against = &site.info().against;
            let regression = against.max_regression_percent.map(|percent| Self {
                site,
                key: "max_regression_percent",
                percent,
                since: None,
                limit: regression_limit,
            });
            let improvement = against.min_improvement_percent.map(|percent| Self {
                site,
                key: "min_improvement_percent",
                percent,
                since: Some(against.since),
                limit: improvement_limit,
            });
            [regression, improvement]
        });
        both.flatten().collect()
    }

    /// `module::function::max_regression_percent`.
    pub(super) fn name(&self) -> String {
        format!("{}::{}", self.site.path(), self.key)
    }

    /// Whether there is anything to judge it by, or anybody who wants its figure.
    pub(super) fn is_open(&self, accepted: Option<&Result<Accepted, String>>) -> bool {
        config::mode() == Mode::Collect
            || match accepted {
                None => false,
                Some(Err(_)) => true,
                Some(Ok(accepted)) => {
                    let baseline = self.baseline(Some(accepted));
                    accepted.baselines.baselines.contains_key(baseline)
                }
            }
    }

    /// The name of the baseline that it is about.
    fn baseline<'a>(&self, accepted: Option<&'a Accepted>) -> &'a str {
        let chosen = accepted.map_or(DEFAULT_NAME, |accepted| &accepted.chosen);
        self.since.unwrap_or(chosen)
    }

    /// The verdicts of every case that reaches the site and has an accepted time.
    pub(super) fn judge(
        &self,
        session: &mut Session,
        accepted: Option<&Result<Accepted, String>>,
    ) -> Vec<Verdict> {
        let accepted = match accepted {
            Some(Err(why)) => {
                return vec![self.open("", Finding::not_measured(why.clone()))];
            }
            Some(Ok(accepted)) => Some(accepted),
            None => None,
        };
        let baseline = accepted.and_then(|all| {
            let name = self.baseline(Some(all));
            all.baselines.baselines.get(name)
        });
        let differs = accepted
            .zip(baseline)
            .and_then(|(all, baseline)| baseline.machine.times_differ(&all.machine));
        if let Some(why) = differs {
            let reason = format!("times of different machines do not tell: {why}");
            let finding =
                Finding::sampled(Outcome::Inconclusive, None, reason, Evidence::default());
            return vec![self.open("", finding)];
        }
        let mut verdicts = Vec::new();
        for workload in session.plan.workloads_of(self.site, &session.discovered) {
            for case in workload.cases() {
                let context = workload.case_name(case);
                let limit = match baseline.map(|all| accepted_time(all, self.site, &context)) {
                    Some(Some(figure)) => (self.limit)(figure, self.percent),
                    // A case that is new has nothing to be compared with.
                    Some(None) | None if config::mode() != Mode::Collect => continue,
                    Some(None) | None => NO_LIMIT_NS,
                };
                let bound = self.bound(limit);
                // As for limits: on several threads the preemption of each is known to the recorder only.
                if case.threads > 1 {
                    verdicts.extend(counted::judge(workload, case, self.site, &bound));
                    continue;
                }
                let judged = timed::judge(&mut session.machine, workload, case, self.site, &bound);
                let subject = Subject::from(self.site);
                let finding = judged.finding;
                verdicts.push(finding.into_verdict(&subject, &bound, &context, judged.called));
            }
        }
        if verdicts.is_empty() {
            let reason = format!(
                "the baseline `{}` holds no time of it in a workload: `cargo perf-budget baseline accept` keeps one",
                self.baseline(accepted)
            );
            verdicts.push(self.open("", Finding::not_measured(reason)));
        }
        verdicts
    }

    fn bound(&self, value: f64) -> Bound<'static> {
        Bound {
            metric: Metric::Time,
            statistic: Statistic::Median,
            value,
            key: self.key,
            changed: None,
        }
    }

    fn open(&self, context: &str, finding: Finding) -> Verdict {
        let subject = Subject::from(self.site);
        finding.into_verdict(&subject, &self.bound(NO_LIMIT_NS), context, true)
    }
}

fn accepted_time<'a>(baseline: &'a Baseline, site: &Site, context: &str) -> Option<&'a Figure> {
    let path = site.path();
    baseline.figures.iter().find(|figure| {
        figure.site == path
            && figure.context == context
            && (figure.metric, figure.statistic) == (Metric::Time, Statistic::Median)
    })
}
