//! The table: a row for each limit, the worst context speaking for all. What nobody called has no figures and no row.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::figures;
use super::style::TerminalStyle;
use crate::alert::{Alert, Level};
use crate::budget::{Outcome, Verdict, only_workloads_judge};
use crate::report::Report;
use crate::terminal::{clean, columns, keep_segments, keep_start, left, right};

/// A function's name keeps at least so many columns, whatever the figures take: with the widest figures, 80 in all.
const MIN_NAME: usize = 12;

/// Between columns.
const GAP: &str = "  ";

const HEADINGS: [&str; 5] = ["function", "limit", "measured", "over", "verdict"];

/// The cells of a row, and the line below it.
struct Row {
    level: Option<Level>,
    cells: [String; 5],
    below: Option<String>,
}

pub(super) fn write(out: &mut String, report: &Report, style: &TerminalStyle) {
    let rows = rows(report, style);
    if rows.is_empty() {
        return;
    }
    let columns = Columns::of(&rows, style);
    let headings = HEADINGS.map(str::to_owned);
    let line = style.strong(columns.line(&headings).trim_end());
    out.push_str(&line);
    out.push('\n');
    for row in &rows {
        let line = columns.line(&row.cells);
        let (figures, verdict) = line.split_at(line.len() - row.cells[4].len());
        out.push_str(figures);
        out.push_str(&style.paint(row.level, verdict));
        out.push('\n');
        if let Some(below) = &row.below {
            out.push_str("  ");
            out.push_str(&keep_start(below, style.width - 2));
            out.push('\n');
        }
    }
    out.push('\n');
}

fn rows(report: &Report, style: &TerminalStyle) -> Vec<Row> {
    let mut alerts: HashMap<_, &Alert> = HashMap::new();
    for alert in &report.alerts {
        alerts.insert((&*alert.site, &*alert.file, alert.line, &*alert.key), alert);
    }
    let mut order = Vec::new();
    let mut speaking: HashMap<_, &Verdict> = HashMap::new();
    for verdict in &report.verdicts {
        let limit = (&*verdict.site, &*verdict.file, verdict.line, &*verdict.key);
        let alert = alerts.get(&limit);
        let told = alert.is_some_and(|alert| alert.level >= Level::Notice);
        let speaks = alert.is_none_or(|alert| alert.context == verdict.context);
        let uncalled = alert.is_none() && is_uncalled(verdict);
        if !speaks || uncalled || !(told || style.verbose) {
            continue;
        }
        let known = speaking.entry(limit).or_insert_with(|| {
            order.push(limit);
            verdict
        });
        // Where no context has an alert, the one with the largest figure speaks.
        if figure(verdict) > figure(known) {
            *known = verdict;
        }
    }
    let rows = order
        .iter()
        .map(|limit| row(speaking[limit], alerts.get(limit).copied()));
    let mut rows: Vec<Row> = rows.collect();
    // The loudest first; a stable sort keeps the order of the source otherwise.
    rows.sort_by_key(|row| Reverse(row.level));
    rows
}

fn figure(verdict: &Verdict) -> Option<f64> {
    verdict.measured.map(|measured| measured.value)
}

fn row(verdict: &Verdict, alert: Option<&Alert>) -> Row {
    let measured = verdict.measured.as_ref();
    Row {
        level: alert.map(|alert| alert.level),
        cells: [
            clean(&verdict.site),
            figures::limit(verdict.limit, verdict.metric, verdict.statistic),
            measured.map_or_else(
                || "–".to_owned(),
                |m| figures::measured(m, verdict.limit.unit),
            ),
            verdict.percent_over.map(figures::over).unwrap_or_default(),
            word(verdict, alert).to_owned(),
        ],
        below: alert.map(below),
    }
}

const fn word(verdict: &Verdict, alert: Option<&Alert>) -> &'static str {
    match (verdict.outcome, alert) {
        (_, Some(alert)) => match alert.level {
            Level::Critical => "critical",
            Level::Warning => "warning",
            Level::Notice => "notice",
            Level::NotMeasured => "unmeasured",
            Level::Inconclusive => "undecided",
        },
        (Outcome::Within, None) => "within",
        // Nobody judged it, and no test can.
        (_, None) => "for workloads",
    }
}

/// Whether nobody called the function; limits that only workloads judge are open for another reason.
pub(super) fn is_uncalled(verdict: &Verdict) -> bool {
    verdict.outcome == Outcome::NotMeasured
        && !verdict.called
        && !only_workloads_judge(verdict.metric)
}

/// `src/chi2.rs:41; look at: 3 allocations in a call; in tests::batch`: what is cut off first stands last.
fn below(alert: &Alert) -> String {
    let mut text = format!("{}:{}", clean(&alert.file), alert.line);
    match alert.actions.first() {
        Some(action) => text.push_str(&format!("; look at: {}", clean(&action.datum))),
        None if alert.measured.is_none() => text.push_str(&format!("; {}", clean(&alert.reason))),
        None => {}
    }
    if !alert.context.is_empty() {
        text.push_str(&format!("; in {}", clean(&alert.context)));
    }
    match alert.other_contexts.len() {
        0 => {}
        more => text.push_str(&format!(" and {more} more")),
    }
    text
}

/// How wide each column is.
struct Columns {
    widths: [usize; 5],
    /// Whether anything is over its limit: else nobody needs the column.
    over: bool,
}

impl Columns {
    fn of(rows: &[Row], style: &TerminalStyle) -> Self {
        let mut widths = HEADINGS.map(columns);
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width = (*width).max(columns(cell));
            }
        }
        let over = rows.iter().any(|row| !row.cells[3].is_empty());
        if !over {
            widths[3] = 0;
        }
        let gaps = if over { 4 } else { 3 };
        let figures: usize = widths[1..].iter().sum::<usize>() + gaps * GAP.len();
        let rest = style.width.saturating_sub(figures).max(MIN_NAME);
        widths[0] = widths[0].min(rest);
        Self { widths, over }
    }

    /// The last cell is not padded, so that it ends the line.
    fn line(&self, cells: &[String; 5]) -> String {
        let [name, limit, measured, over, verdict] = cells;
        let widths = &self.widths;
        let mut line = vec![
            left(&keep_segments(name, widths[0]), widths[0]),
            right(limit, widths[1]),
            right(measured, widths[2]),
        ];
        if self.over {
            line.push(right(over, widths[3]));
        }
        line.push(verdict.clone());
        line.join(GAP)
    }
}
