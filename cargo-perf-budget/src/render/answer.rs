//! Everything that a command concluded, before it is written in a language.

use std::path::Path;

use perf_runtime::baseline::Trend;
use perf_runtime::budget::{Outcome, Policy, Severity};
use perf_runtime::report::Report;

use super::finding::{Finding, by_weight, of_difference, of_promise, of_report, of_unlinked};
use crate::baseline::{Comparison, Promise};
use crate::console::count;
use crate::exit::Exit;
use crate::workspace::Declared;

/// The attributes' keys that are about baselines.
pub(super) const PROMISES: [&str; 2] = ["max_regression_percent", "min_improvement_percent"];

/// What a command concluded.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    /// What was measured and judged.
    pub(crate) report: &'a Report,
    /// How the command ends.
    pub(crate) exit: Exit,
    /// Everything worth telling, the worst first.
    pub(crate) findings: Vec<Finding>,
    /// What became of accepted figures; absent without a baseline.
    pub(crate) comparison: Option<Comparison>,
    /// What the command has to say of its own work, each a sentence.
    pub(crate) notes: Vec<String>,
    /// The way from the root of the repository to that of the workspace.
    pub(crate) prefix: String,
}

impl<'a> Answer<'a> {
    /// The answer that the report alone gives.
    pub(crate) fn new(report: &'a Report, policy: &Policy) -> Self {
        Self {
            report,
            exit: of_gate(report, policy),
            findings: of_report(report, policy),
            comparison: None,
            notes: gate_note(report, policy).into_iter().collect(),
            prefix: String::new(),
        }
    }

    /// A finding's file as forges know it: from the root of the repository, not from that of the workspace.
    pub(super) fn in_repository(&self, file: &str) -> String {
        if file.is_empty() || Path::new(file).is_absolute() {
            return file.to_owned();
        }
        format!("{}{file}", self.prefix)
    }

    /// Adds the budgets in the source that no test process had linked.
    pub(crate) fn add_unlinked(&mut self, unlinked: &[Declared]) {
        self.findings.extend(unlinked.iter().map(of_unlinked));
    }

    /// Adds what became of accepted figures.
    pub(crate) fn add_comparison(&mut self, comparison: Comparison, policy: &Policy) {
        let report = self.report;
        let told = comparison
            .differences
            .iter()
            .filter_map(|difference| of_difference(report, &comparison, difference, policy));
        self.findings.extend(told);
        by_weight(&mut self.findings);
        if comparison.of(Trend::Worse).next().is_some() {
            self.worsen(Exit::Regression);
        }
        if policy.strict && comparison.of(Trend::Undecided).next().is_some() {
            self.worsen(Exit::Inconclusive);
        }
        self.comparison = Some(comparison);
    }

    /// Adds what became of the promises in attributes.
    pub(crate) fn add_promises(&mut self, promises: &[Promise<'_>], policy: &Policy) {
        let told = promises.iter();
        self.findings
            .extend(told.filter_map(|promise| of_promise(promise, policy)));
        by_weight(&mut self.findings);
        for promise in promises {
            match promise.outcome {
                Outcome::Over => self.worsen(Exit::Regression),
                Outcome::NotMeasured => self.worsen(Exit::NotMeasured),
                Outcome::Inconclusive if policy.strict => self.worsen(Exit::Inconclusive),
                Outcome::Inconclusive | Outcome::Within => {}
            }
        }
    }

    /// Ends with this status, unless the present one says more.
    fn worsen(&mut self, exit: Exit) {
        let weight = |exit: Exit| match exit {
            Exit::Success => 0,
            Exit::Inconclusive => 1,
            Exit::NotMeasured => 2,
            Exit::Regression => 3,
            _ => 4,
        };
        if weight(exit) > weight(self.exit) {
            self.exit = exit;
        }
    }
}

/// What the report's labels do not show: another least severity than the usual one decided.
fn gate_note(report: &Report, policy: &Policy) -> Option<String> {
    let over = |severity| {
        let verdicts = report.verdicts.iter();
        let over = verdicts.filter(|verdict| verdict.outcome == Outcome::Over);
        over.filter(|verdict| verdict.severity == Some(severity))
            .count()
    };
    let told = |severity, what| {
        let number = over(severity);
        (number > 0).then(|| format!("{} {what}", count(number, "broken limit")))
    };
    match policy.fail_on {
        Severity::Notice => told(
            Severity::Notice,
            "of severity notice: `fail_on` is `notice`, so that fails",
        ),
        Severity::Warning => None,
        Severity::Critical => told(
            Severity::Warning,
            "of severity warning: `fail_on` is `critical`, so that does not fail",
        ),
    }
}

/// A workload harness judges promises against baselines, too; when nothing else is broken, that is a regression.
fn of_gate(report: &Report, policy: &Policy) -> Exit {
    let exit = Exit::from(report.gate(policy));
    let mut broken = report.verdicts.iter().filter(|verdict| {
        verdict.outcome == Outcome::Over && verdict.severity >= Some(policy.fail_on)
    });
    let promise = |key: &str| PROMISES.contains(&key);
    if exit == Exit::Over && broken.all(|verdict| promise(&verdict.key)) {
        Exit::Regression
    } else {
        exit
    }
}
