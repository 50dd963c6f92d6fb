//! A report against one accepted baseline.

use std::collections::BTreeMap;

use perf_runtime::baseline::{Baseline, Circumstances, Difference, Trend, compare};
use perf_runtime::report::Report;
use serde::Serialize;

/// What became of the figures of a baseline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Comparison {
    /// The baseline's name.
    pub(crate) name: String,
    /// The commit it was measured at.
    pub(crate) commit: String,
    /// Why times were not compared; absent where they were.
    pub(crate) times_differ: Option<String>,
    /// By how many percent a figure may grow.
    pub(crate) tolerance_percent: f64,
    /// The same for functions that say so themselves.
    pub(crate) own_tolerance_percent: BTreeMap<String, f64>,
    /// Every figure, the worst first.
    pub(crate) differences: Vec<Difference>,
}

/// Sets a report against a baseline.
pub(crate) fn against(
    name: &str,
    baseline: &Baseline,
    report: &Report,
    tolerance_percent: f64,
) -> Comparison {
    let circumstances = circumstances(baseline, report, tolerance_percent);
    Comparison {
        name: name.to_owned(),
        commit: baseline.commit.clone(),
        differences: compare(&baseline.figures, &report.kept_figures(), &circumstances),
        times_differ: circumstances.times_differ,
        tolerance_percent,
        own_tolerance_percent: circumstances.own_tolerance_percent,
    }
}

/// What baseline and report have in common.
pub(crate) fn circumstances(
    baseline: &Baseline,
    report: &Report,
    tolerance_percent: f64,
) -> Circumstances {
    Circumstances {
        times_differ: baseline.machine.times_differ(&report.machine()),
        tolerance_percent,
        own_tolerance_percent: report
            .sites
            .iter()
            .filter_map(|site| Some((site.path.clone(), site.against.max_regression_percent?)))
            .collect(),
    }
}

impl Comparison {
    /// By how many percent a figure of this function may grow.
    pub(crate) fn tolerance_percent_of(&self, site: &str) -> f64 {
        let own = self.own_tolerance_percent.get(site);
        own.copied().unwrap_or(self.tolerance_percent)
    }

    /// The differences of a kind.
    pub(crate) fn of(&self, trend: Trend) -> impl Iterator<Item = &Difference> {
        self.differences
            .iter()
            .filter(move |difference| difference.trend == trend)
    }

    /// One line: how many figures became what, and which were comparable.
    pub(crate) fn summary(&self) -> String {
        let counts = [
            (Trend::Worse, "worse"),
            (Trend::MoreWork, "do more work"),
            (Trend::Undecided, "undecided"),
            (Trend::Better, "better"),
            (Trend::Same, "the same"),
            (Trend::NotComparable, "not comparable"),
            (Trend::New, "not accepted yet"),
            (Trend::Gone, "not measured now"),
        ];
        let parts: Vec<String> = counts
            .iter()
            .map(|(trend, word)| (self.of(*trend).count(), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let parts = if parts.is_empty() {
            "no figure".to_owned()
        } else {
            parts.join(", ")
        };
        let times = match &self.times_differ {
            Some(why) => format!("; times were not compared ({why})"),
            None => String::new(),
        };
        format!(
            "against baseline `{}` ({}): {parts}{times}",
            self.name, self.commit
        )
    }
}
