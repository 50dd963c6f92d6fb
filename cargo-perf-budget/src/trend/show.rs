//! Trends for a person and for programs.

use std::fmt::Write as _;

use perf_runtime::sink::terminal::TerminalStyle;
use perf_runtime::unit::{Quantity, Unit};

use super::analyse::{Change, Trend};
use super::spark::sparkline;
use crate::baseline::{percent, what};
use crate::command::history::when;
use crate::console::{clean, count};
use crate::exit::Exit;
use crate::fault::Fault;

/// Left of the sparkline stand two blanks.
const INDENT: usize = 2;

pub(crate) fn terminal(trends: &[Trend], style: &TerminalStyle) -> String {
    let mut out = String::new();
    for trend in trends {
        let context = match trend.context.as_str() {
            "" => String::new(),
            context => format!(" in {context}"),
        };
        let _ = writeln!(
            out,
            "{}: {}{}",
            clean(&trend.site),
            what(trend.metric, trend.statistic),
            clean(&context)
        );
        let _ = writeln!(out, "  {}", sparkline(&trend.values, style.width - INDENT));
        let _ = writeln!(
            out,
            "  {} {}",
            Quantity::new(trend.level, trend.unit),
            state(trend)
        );
        for change in &trend.changes {
            let _ = writeln!(out, "  {}", clean(&told(change, trend.unit)));
        }
        if let Some(recent) = trend.recent.filter(|recent| recent.significant) {
            let show = |value| Quantity::new(value, trend.unit);
            let (before, after) = (show(recent.before), show(recent.after));
            let _ = writeln!(
                out,
                "  the last 8 runs: {before} → {after} against the runs before"
            );
        }
        if trend.elsewhere > 0 {
            let _ = writeln!(
                out,
                "  {} of other machines left out",
                count(trend.elsewhere, "run")
            );
        }
        out.push('\n');
    }
    out
}

/// `in 40 runs; +0.12 % a run (+0.01 to +0.20)`.
fn state(trend: &Trend) -> String {
    let runs = count(trend.values.len(), "run");
    match trend.slope_percent {
        None => format!("in {runs}: too few for a slope"),
        Some(slope) => format!(
            "in {runs}; {:+.2} % a run ({:+.2} to {:+.2})",
            slope.value, slope.low, slope.high
        ),
    }
}

fn told(change: &Change, unit: Unit) -> String {
    let show = |value| Quantity::new(value, unit);
    format!(
        "changed: {} → {} {} at {} ({}), after {}; noticed in {}",
        show(change.before),
        show(change.after),
        percent(change.percent),
        change.commit,
        when(change.at_unix_ms),
        change.last_good,
        count(change.noticed_after, "run")
    )
}

pub(crate) fn json(trends: &[Trend]) -> Result<String, Fault> {
    let text = serde_json::to_string_pretty(trends);
    let text =
        text.map_err(|error| Fault::new(Exit::Io, format!("trends cannot be written: {error}")))?;
    Ok(text + "\n")
}
