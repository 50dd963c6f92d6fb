//! Comparisons and baselines for a person.

use std::fmt::Write as _;

use perf_runtime::baseline::{Difference, Figure, Trend};
use perf_runtime::budget::Estimate;
use perf_runtime::site::{Metric, Statistic};
use perf_runtime::unit::{Quantity, Unit};

use super::compare::Comparison;
use crate::console::clean;

/// What a figure is of: `time`, `p95 time`, `allocations`.
pub(crate) fn what(metric: Metric, statistic: Statistic) -> String {
    let metric = match metric {
        Metric::Time => "time",
        Metric::Cpu => "CPU time",
        Metric::Busy => "busy time",
        Metric::Instructions => "instructions",
        Metric::Allocations => "allocations",
        Metric::AllocatedBytes => "bytes allocated",
        Metric::PeakBytes => "peak heap",
        Metric::ResidentBytes => "resident memory",
        Metric::Calls => "calls",
        Metric::Growth => "growth",
    };
    match statistic {
        Statistic::Median | Statistic::Maximum => metric.to_owned(),
        Statistic::P95 => format!("p95 {metric}"),
        Statistic::P99 => format!("p99 {metric}"),
    }
}

/// `1.20 ms`, or a dash where there is none.
fn quantity(estimate: Option<Estimate>, unit: Unit) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |estimate| Quantity::new(estimate.value, unit).to_string(),
    )
}

/// `+12.3 %`, or nothing where there is nothing to set it against.
pub(crate) fn percent(percent: Option<f64>) -> String {
    percent.map_or_else(String::new, |percent| format!("{percent:+.1} %"))
}

/// Every difference but `Same` (`verbose`: those, too), then the summary.
pub(crate) fn terminal(comparison: &Comparison, verbose: bool) -> String {
    let mut out = String::new();
    for difference in &comparison.differences {
        let worth_telling = !matches!(difference.trend, Trend::Same | Trend::NotComparable);
        if worth_telling || verbose {
            line(&mut out, difference);
        }
    }
    let _ = writeln!(out, "{}", clean(&comparison.summary()));
    out
}

fn line(out: &mut String, difference: &Difference) {
    let word = match difference.trend {
        Trend::Worse => "worse",
        Trend::MoreWork => "more work",
        Trend::Undecided => "undecided",
        Trend::Better => "better",
        Trend::Same => "same",
        Trend::NotComparable => "–",
        Trend::New => "new",
        Trend::Gone => "gone",
    };
    let _ = writeln!(
        out,
        "{word:>9}  {}: {}  {} → {}  {}",
        clean(&difference.site),
        what(difference.metric, difference.statistic),
        quantity(difference.before, difference.unit),
        quantity(difference.now, difference.unit),
        percent(difference.percent)
    );
    let context = match difference.context.as_str() {
        "" => String::new(),
        context => format!("in {}", clean(context)),
    };
    let parts: Vec<&str> = [&*context, &*difference.reason]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    if !parts.is_empty() {
        let _ = writeln!(out, "           {}", clean(&parts.join(": ")));
    }
}

/// The figures of a baseline, one a line.
pub(crate) fn table(figures: &[&Figure]) -> String {
    let mut out = String::new();
    for figure in figures {
        let context = match figure.context.as_str() {
            "" => String::new(),
            context => format!(" in {context}"),
        };
        let _ = writeln!(
            out,
            "{:>9}  {} of {}{} ({} samples)",
            quantity(Some(figure.measured), figure.unit),
            what(figure.metric, figure.statistic),
            clean(&figure.site),
            clean(&context),
            figure.samples
        );
    }
    out
}
