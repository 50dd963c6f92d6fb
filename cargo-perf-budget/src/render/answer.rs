//! Everything that a command concluded, before it is written in a language.

use perf_runtime::baseline::Trend;
use perf_runtime::budget::Policy;
use perf_runtime::report::Report;

use super::finding::{Finding, by_weight, of_difference, of_report, of_unlinked};
use crate::baseline::Comparison;
use crate::exit::Exit;
use crate::workspace::Declared;

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
}

impl<'a> Answer<'a> {
    /// The answer that the report alone gives.
    pub(crate) fn new(report: &'a Report, policy: &Policy) -> Self {
        Self {
            report,
            exit: Exit::from(report.gate(policy)),
            findings: of_report(report, policy),
            comparison: None,
            notes: Vec::new(),
        }
    }

    /// Adds the budgets in the source that no test process had linked.
    pub(crate) fn add_unlinked(&mut self, unlinked: &[Declared]) {
        self.findings.extend(unlinked.iter().map(of_unlinked));
    }

    /// Adds what became of accepted figures.
    pub(crate) fn add_comparison(&mut self, comparison: Comparison) {
        let report = self.report;
        let told = comparison
            .differences
            .iter()
            .filter_map(|difference| of_difference(report, &comparison, difference));
        self.findings.extend(told);
        by_weight(&mut self.findings);
        let worse = comparison.of(Trend::Worse).next().is_some();
        if worse && !matches!(self.exit, Exit::Over) {
            self.exit = Exit::Regression;
        }
        self.comparison = Some(comparison);
    }
}
