//! The section "where the time went": a tree for each workflow, the critical path, what limits contradict, bottlenecks.

use super::style::TerminalStyle;
use crate::alert::Level;
use crate::report::{Bottleneck, BottleneckKind, FlowRow, Report, RunCounts, WorkflowReport};
use crate::terminal::{clean, columns, keep_segments, left, right, wrap};
use crate::unit::{Quantity, Unit};

/// A name keeps at least so many columns.
const MIN_NAME: usize = 20;

const HEADINGS: [&str; 5] = ["where the time went", "calls", "time", "own", "share"];

/// Workflows that are worth their section: all when asked, else those with an alert.
pub(super) fn write(out: &mut String, report: &Report, style: &TerminalStyle) {
    for workflow in &report.workflows {
        let told = |alert: &crate::alert::Alert| {
            alert.site == workflow.path
                && alert.line == workflow.line
                && alert.level >= Level::Notice
        };
        if style.verbose || report.alerts.iter().any(told) {
            section(out, workflow, style);
        }
    }
}

fn section(out: &mut String, workflow: &WorkflowReport, style: &TerminalStyle) {
    table(out, workflow, style);
    let runs = runs(&workflow.runs);
    if !runs.is_empty() {
        labelled(out, "runs", &runs, style);
    }
    if workflow.left_out > 0 {
        let text = format!("{} smaller parts are not shown", workflow.left_out);
        labelled(out, "more", &text, style);
    }
    if workflow.critical_path.len() > 1 {
        labelled(out, "path", &path(workflow), style);
    }
    for step in &workflow.critical_path {
        if let Some(slack) = step.slack_ns {
            let slack_text = Quantity::new(slack.abs(), Unit::Nanoseconds);
            let name = short(&step.name);
            let text = if slack >= 0.0 {
                format!("`{name}` has {slack_text} of its limit left in a mean call")
            } else {
                format!("`{name}` is {slack_text} over its limit in a mean call")
            };
            labelled(out, "slack", &text, style);
        }
    }
    for over in &workflow.overcommitted {
        let text = format!(
            "`{}` may take {}, but the limits inside add up to {}",
            short(&over.name),
            ns(over.limit_ns),
            ns(over.inside_ns)
        );
        labelled(out, "limits", &text, style);
    }
    for bottleneck in &workflow.bottlenecks {
        let label = match bottleneck.kind {
            BottleneckKind::Cpu => "cpu",
            BottleneckKind::Waiting => "waiting",
            BottleneckKind::Memory => "memory",
        };
        labelled(out, label, &costs(bottleneck), style);
        if let Some(advice) = &bottleneck.advice {
            labelled(out, "", &clean(advice), style);
        }
    }
    out.push('\n');
}

fn table(out: &mut String, workflow: &WorkflowReport, style: &TerminalStyle) {
    let rows: Vec<[String; 5]> = workflow.rows.iter().map(cells).collect();
    let mut widths = HEADINGS.map(columns);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    let figures: usize = widths[1..].iter().map(|width| width + 2).sum();
    widths[0] = widths[0].min(style.width.saturating_sub(figures).max(MIN_NAME));
    out.push_str(&style.strong(line(&HEADINGS.map(str::to_owned), &widths, 0).trim_end()));
    out.push('\n');
    for (row, cells) in workflow.rows.iter().zip(&rows) {
        out.push_str(&line(cells, &widths, 2 * row.depth));
        out.push('\n');
    }
}

fn line(cells: &[String; 5], widths: &[usize; 5], indent: usize) -> String {
    let [name, figures @ ..] = cells;
    // Deep parts keep some of their name.
    let indent = indent.min(widths[0] / 2);
    let room = widths[0] - indent;
    let name = keep_segments(name.trim_start(), room);
    let mut line = left(&format!("{:indent$}{name}", ""), widths[0]);
    for (figure, width) in figures.iter().zip(&widths[1..]) {
        line.push_str("  ");
        line.push_str(&right(figure, *width));
    }
    line
}

fn cells(row: &FlowRow) -> [String; 5] {
    let indent = 2 * row.depth;
    [
        format!("{:indent$}{}", "", clean(&row.name)),
        row.calls.to_string(),
        ns(row.inclusive_ns),
        ns(row.self_ns),
        percent(row.share),
    ]
}

fn runs(runs: &RunCounts) -> String {
    let all = runs.all();
    if all == 0 {
        return String::new();
    }
    let ways = [
        (runs.ok, "ok"),
        (runs.errors, "error"),
        (runs.unknown, "ended, with what is not known"),
        (runs.panicked, "panicked"),
        (runs.cancelled, "cancelled"),
    ];
    let ways: Vec<String> = ways
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, way)| format!("{count} {way}"))
        .collect();
    let times = match all {
        1 => ns(runs.mean_ns),
        _ => format!(
            "{} on average, from {} to {}",
            ns(runs.mean_ns),
            ns(runs.range_ns.0),
            ns(runs.range_ns.1)
        ),
    };
    format!("{} ({times})", ways.join(", "))
}

fn path(workflow: &WorkflowReport) -> String {
    let steps = workflow
        .critical_path
        .iter()
        .map(|step| format!("{} {}", short(&step.name), ns(step.per_call_ns)));
    steps.collect::<Vec<_>>().join(" → ")
}

fn costs(bottleneck: &Bottleneck) -> String {
    let name = match bottleneck.path.last() {
        Some(name) => format!("`{}`", short(name)),
        None => "the workflow itself".to_owned(),
    };
    let gain = match (bottleneck.kind, bottleneck.gain) {
        (BottleneckKind::Memory, _) => "of all bytes".to_owned(),
        (_, Some((low, high))) => {
            format!(
                "of the time; without it the whole would be {}–{} shorter",
                percent(low),
                percent(high)
            )
        }
        (_, None) => "of the time".to_owned(),
    };
    format!(
        "{name}: {} {gain} ({})",
        percent(bottleneck.share),
        clean(&bottleneck.datum)
    )
}

/// The last two segments of a path: the whole stands in the table above.
fn short(name: &str) -> String {
    let mut separators = name.rmatch_indices("::");
    let start = separators
        .nth(1)
        .map_or(0, |(offset, found)| offset + found.len());
    clean(&name[start..])
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let decimals = usize::from(percent < 9.95);
    format!("{percent:.decimals$} %")
}

fn ns(value: f64) -> String {
    Quantity::new(value, Unit::Nanoseconds).to_string()
}

fn labelled(out: &mut String, label: &str, text: &str, style: &TerminalStyle) {
    const INDENT: usize = 11;
    let lines = wrap(text, style.width.saturating_sub(INDENT));
    for (number, text) in lines.iter().enumerate() {
        let head = if number > 0 || label.is_empty() {
            " ".repeat(INDENT)
        } else {
            format!("  {label:<7}: ")
        };
        out.push_str(&head);
        out.push_str(text);
        out.push('\n');
    }
}
