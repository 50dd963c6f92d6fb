//! What a report holds for comparisons with accepted runs: its machine, and every figure that can be kept.

use serde::{Deserialize, Serialize};

use super::derive::common;
use super::environment::Environment;
use super::model::{Report, SiteRecord};
use crate::baseline::{Figure, Machine, figures};
use crate::budget::{Bound, Subject, Verdict, judge_site};
use crate::site::{Against, Metric, Statistic};

/// Promises of a site against accepted baselines.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AgainstRecord {
    /// By how many percent a figure may grow; absent where the project's default counts.
    pub max_regression_percent: Option<f64>,
    /// By how many percent the typical time must stay below that of the baseline `since`.
    pub min_improvement_percent: Option<f64>,
    /// The older baseline, or empty.
    pub since: String,
}

impl AgainstRecord {
    /// Whether nothing is promised.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl From<&Against> for AgainstRecord {
    fn from(against: &Against) -> Self {
        Self {
            max_regression_percent: against.max_regression_percent,
            min_improvement_percent: against.min_improvement_percent,
            since: against.since.to_owned(),
        }
    }
}

impl Report {
    /// The machine that it comes from, as far as times depend on it.
    #[must_use]
    pub fn machine(&self) -> Machine {
        machine(&self.environments)
    }

    /// Every figure that can be kept and compared: those that verdicts hold, and the typical time of functions that
    /// promise something against a baseline without a limit on time.
    #[must_use]
    pub fn kept_figures(&self) -> Vec<Figure> {
        self.figures_with_time_of(|site| !site.against.is_nothing())
    }

    /// Every figure that two runs can be compared by: also the typical time of functions without a limit on it.
    #[must_use]
    pub fn all_figures(&self) -> Vec<Figure> {
        self.figures_with_time_of(|_| true)
    }

    fn figures_with_time_of(&self, wanted: fn(&SiteRecord) -> bool) -> Vec<Figure> {
        let clock = common(self);
        let mut verdicts: Vec<Verdict> = self.verdicts.clone();
        let unlimited_sites = self.sites.iter().filter(|site| !limits_time(site));
        for site in unlimited_sites.filter(|site| wanted(site)) {
            verdicts.extend(judge_site(&unlimited(site), &site.contexts, &clock));
        }
        figures(&verdicts)
    }
}

/// The machine of these environments.
pub(crate) fn machine(environments: &[Environment]) -> Machine {
    let all = |fact: fn(&Environment) -> String| {
        let mut facts: Vec<String> = environments.iter().map(fact).collect();
        facts.sort();
        facts.dedup();
        facts.join(" / ")
    };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Machine {
        processor: words(&all(|environment| environment.cpu.clone())),
        cores: environments.iter().map(|e| e.cores).max().unwrap_or(0),
        opt_level: all(|environment| environment.opt_level.clone()),
        debug_assertions: environments.iter().any(|e| e.debug_assertions),
        rustc: all(|environment| environment.rustc.clone()),
    }
}

fn limits_time(site: &SiteRecord) -> bool {
    site.limits
        .iter()
        .any(|limit| (limit.metric, limit.statistic) == (Metric::Time, Statistic::Median))
}

/// A limit that nothing breaks: what is wanted is the figure and its interval.
fn unlimited(site: &SiteRecord) -> Subject<'_> {
    Subject {
        bounds: vec![Bound {
            metric: Metric::Time,
            statistic: Statistic::Median,
            value: f64::MAX,
            key: "max_regression_percent",
            changed: None,
        }],
        ..site.subject()
    }
}
