//! One entry for everything worth telling, in the same shape for every format.

use std::collections::HashMap;

use perf_runtime::alert::{Alert, Level};
use perf_runtime::baseline::{Difference, Trend};
use perf_runtime::budget::{Outcome, Policy, Severity, Verdict};
use perf_runtime::report::Report;
use serde::Serialize;

use crate::baseline::{Comparison, Promise, what};
use crate::workspace::Declared;

/// What kind of finding it is; its name is the rule's name in SARIF and the type in JUnit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    OverBudget,
    Regression,
    LostImprovement,
    MoreWork,
    NotMeasured,
    NotCalled,
    NotLinked,
    Undecided,
}

impl Rule {
    pub(crate) const ALL: [Self; 8] = [
        Self::OverBudget,
        Self::Regression,
        Self::LostImprovement,
        Self::MoreWork,
        Self::NotMeasured,
        Self::NotCalled,
        Self::NotLinked,
        Self::Undecided,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::OverBudget => "over-budget",
            Self::Regression => "regression",
            Self::LostImprovement => "lost-improvement",
            Self::MoreWork => "more-work",
            Self::NotMeasured => "not-measured",
            Self::NotCalled => "not-called",
            Self::NotLinked => "not-linked",
            Self::Undecided => "undecided",
        }
    }

    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::OverBudget => "A performance budget is broken",
            Self::Regression => "A figure is worse than in the accepted baseline",
            Self::LostImprovement => "An optimisation that was to stay won is lost",
            Self::MoreWork => {
                "A function does more work than in the accepted baseline, and is not slower here"
            }
            Self::NotMeasured => "A performance budget could not be measured",
            Self::NotCalled => "No test calls a function that has a performance budget",
            Self::NotLinked => "No test links a function that has a performance budget",
            Self::Undecided => "The evidence does not decide whether a performance budget is kept",
        }
    }
}

/// How loud a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Loudness {
    Note,
    Warning,
    Error,
}

/// Something worth telling, with its place in the source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Finding {
    pub(crate) rule: Rule,
    pub(crate) loudness: Loudness,
    /// Whether it decides the exit status.
    pub(crate) fails: bool,
    pub(crate) site: String,
    pub(crate) package: String,
    pub(crate) file: String,
    pub(crate) line: u32,
    /// The attribute's key, or empty where it is about the whole function.
    pub(crate) key: String,
    /// The tests it was seen in.
    pub(crate) contexts: Vec<String>,
    /// One sentence that stands alone.
    pub(crate) message: String,
    /// What it rests on and what to look at, each a sentence.
    pub(crate) details: Vec<String>,
}

/// The findings that follow from the report alone, the worst first.
pub(super) fn of_report(report: &Report, policy: &Policy) -> Vec<Finding> {
    let packages: HashMap<(&str, &str, u32), &str> = report
        .sites
        .iter()
        .map(|site| ((&*site.path, &*site.file, site.line), &*site.package))
        .collect();
    let package = |site: &str, file: &str, line: u32| {
        let known = packages.get(&(site, file, line));
        known.copied().unwrap_or_default().to_owned()
    };
    let alerts = report.alerts.iter().map(|alert| {
        let package = package(&alert.site, &alert.file, alert.line);
        of_alert(alert, package, policy)
    });
    let uncalled = report
        .verdicts
        .iter()
        .filter(|verdict| verdict.outcome == Outcome::NotMeasured && !verdict.called)
        .map(|verdict| {
            let package = package(&verdict.site, &verdict.file, verdict.line);
            of_uncalled(verdict, package, policy)
        });
    let mut findings: Vec<Finding> = alerts.chain(uncalled).collect();
    // A harness says of each limit what holds for the whole function.
    findings.dedup();
    by_weight(&mut findings);
    findings
}

/// The worst first; findings of the same weight stay in their order.
pub(super) fn by_weight(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| std::cmp::Reverse((finding.fails, finding.loudness)));
}

fn grown(comparison: &Comparison, difference: &Difference) -> String {
    let by = match difference.percent {
        Some(percent) => format!("grew by {percent:.1} %"),
        None => "is no longer zero".to_owned(),
    };
    format!(
        "{} of `{}` {by} since baseline `{}` ({}), {} % are allowed: {}",
        what(difference.metric, difference.statistic),
        difference.site,
        comparison.name,
        comparison.commit,
        comparison.tolerance_percent_of(&difference.site),
        difference.reason
    )
}

fn undecided(comparison: &Comparison, difference: &Difference) -> String {
    format!(
        "{} of `{}` is undecided against baseline `{}` ({}): {}",
        what(difference.metric, difference.statistic),
        difference.site,
        comparison.name,
        comparison.commit,
        difference.reason
    )
}

/// A difference worth telling; what is undecided is where that fails.
pub(super) fn of_difference(
    report: &Report,
    comparison: &Comparison,
    difference: &Difference,
    policy: &Policy,
) -> Option<Finding> {
    let (rule, message) = match difference.trend {
        Trend::Worse => (Rule::Regression, grown(comparison, difference)),
        Trend::MoreWork => (Rule::MoreWork, grown(comparison, difference)),
        Trend::Undecided if policy.strict => (Rule::Undecided, undecided(comparison, difference)),
        _ => return None,
    };
    let fails = rule != Rule::MoreWork;
    let place = report
        .sites
        .iter()
        .find(|site| site.path == difference.site);
    Some(Finding {
        rule,
        loudness: if fails {
            Loudness::Error
        } else {
            Loudness::Warning
        },
        fails,
        site: difference.site.clone(),
        package: place.map_or_else(String::new, |site| site.package.clone()),
        file: place.map_or_else(String::new, |site| site.file.clone()),
        line: place.map_or(0, |site| site.line),
        key: what(difference.metric, difference.statistic),
        contexts: Some(difference.context.clone())
            .filter(|context| !context.is_empty())
            .into_iter()
            .collect(),
        message,
        details: Vec::new(),
    })
}

/// A promise that is not kept, or not known to be.
pub(super) fn of_promise(promise: &Promise<'_>, policy: &Policy) -> Option<Finding> {
    let (rule, fails) = match promise.outcome {
        Outcome::Within => return None,
        Outcome::Over => (Rule::LostImprovement, true),
        Outcome::NotMeasured => (Rule::NotMeasured, true),
        Outcome::Inconclusive => (Rule::Undecided, policy.strict),
    };
    Some(Finding {
        rule,
        loudness: if fails {
            Loudness::Error
        } else {
            Loudness::Note
        },
        fails,
        site: promise.site.path.clone(),
        package: promise.site.package.clone(),
        file: promise.site.file.clone(),
        line: promise.site.line,
        key: promise.key.to_owned(),
        contexts: Some(promise.context.clone())
            .filter(|context| !context.is_empty())
            .into_iter()
            .collect(),
        message: promise.message.clone(),
        details: Vec::new(),
    })
}

fn of_alert(alert: &Alert, package: String, policy: &Policy) -> Finding {
    let severity = match alert.level {
        Level::Critical => Some(Severity::Critical),
        Level::Warning => Some(Severity::Warning),
        Level::Notice => Some(Severity::Notice),
        Level::NotMeasured | Level::Inconclusive => None,
    };
    let (rule, fails) = match (alert.level, severity) {
        (Level::NotMeasured, _) => (Rule::NotMeasured, true),
        (Level::Inconclusive, _) => (Rule::Undecided, policy.strict),
        (_, severity) => (Rule::OverBudget, severity >= Some(policy.fail_on)),
    };
    let loudness = match (fails, rule) {
        (true, _) => Loudness::Error,
        (false, Rule::Undecided) => Loudness::Note,
        (false, _) => Loudness::Warning,
    };
    let actions = alert
        .actions
        .iter()
        .map(|action| format!("{}: {}", action.datum, action.advice));
    let mut contexts = vec![alert.context.clone()];
    contexts.extend(alert.other_contexts.iter().cloned());
    contexts.retain(|context| !context.is_empty());
    Finding {
        rule,
        loudness,
        fails,
        site: alert.site.clone(),
        package,
        file: alert.file.clone(),
        line: alert.line,
        key: alert.key.clone(),
        contexts,
        message: sentence(alert),
        details: alert.evidence.iter().cloned().chain(actions).collect(),
    }
}

/// ``` `k::f` breaks `max_ms`: the median … ```
fn sentence(alert: &Alert) -> String {
    let Alert {
        site, key, reason, ..
    } = alert;
    let over = alert
        .percent_over
        .map_or_else(String::new, |percent| format!(" by {percent:.0} %"));
    match alert.level {
        Level::Critical | Level::Warning | Level::Notice => {
            format!("`{site}` breaks `{key}`{over}: {reason}")
        }
        Level::NotMeasured => format!("`{key}` of `{site}` could not be measured: {reason}"),
        Level::Inconclusive => format!("`{key}` of `{site}` is undecided: {reason}"),
    }
}

fn of_uncalled(verdict: &Verdict, package: String, policy: &Policy) -> Finding {
    Finding {
        rule: Rule::NotCalled,
        loudness: if policy.uncalled_is_red {
            Loudness::Error
        } else {
            Loudness::Note
        },
        fails: policy.uncalled_is_red,
        site: verdict.site.clone(),
        package,
        file: verdict.file.clone(),
        line: verdict.line,
        key: String::new(),
        contexts: Vec::new(),
        message: format!(
            "the budget of `{}` is not measured: {}",
            verdict.site, verdict.reason
        ),
        details: Vec::new(),
    }
}

/// A budget in the source that no test process had linked.
pub(super) fn of_unlinked(declared: &Declared) -> Finding {
    Finding {
        rule: Rule::NotLinked,
        loudness: Loudness::Note,
        fails: false,
        site: declared.name.clone(),
        package: declared.package.clone(),
        file: declared.file.display().to_string(),
        line: declared.line,
        key: String::new(),
        contexts: Vec::new(),
        message: format!(
            "no test links `{}`: its budget is checked once a test names its crate (`use your_crate as _;`)",
            declared.name
        ),
        details: Vec::new(),
    }
}
