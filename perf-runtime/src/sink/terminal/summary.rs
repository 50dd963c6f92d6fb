//! The end of the report: what is undecided, what the report has to say of itself, and the count of everything.

use super::style::TerminalStyle;
use super::table::is_uncalled;
use crate::alert::Level;
use crate::report::Report;
use crate::site::Kind;
use crate::terminal::{clean, wrap};

/// Of several undecided limits so many are shown; the rest is counted.
const SHOWN: usize = 3;

/// Of functions that nobody called so many are named.
const UNCALLED_SHOWN: usize = 20;

pub(super) fn write(out: &mut String, report: &Report, style: &TerminalStyle) {
    for note in report.remarks.iter().chain(&report.notes) {
        labelled(out, style, "note: ", &clean(note));
    }
    if style.verbose {
        uncalled(out, report, style);
    } else {
        undecided(out, report, style);
    }
    labelled(out, style, "perf-budget: ", &counts(report));
}

fn undecided(out: &mut String, report: &Report, style: &TerminalStyle) {
    let undecided = report
        .alerts
        .iter()
        .filter(|a| a.level == Level::Inconclusive);
    for alert in undecided.clone().take(SHOWN) {
        let text = format!(
            "`{}` {}: {}",
            clean(&alert.site),
            clean(&alert.key),
            clean(&alert.reason)
        );
        labelled(out, style, "undecided: ", &text);
    }
    match undecided.count().saturating_sub(SHOWN) {
        0 => {}
        more => out.push_str(&format!("undecided: {more} more\n")),
    }
}

/// The functions that nobody called, on a line of their own: there is nothing else to say of them.
fn uncalled(out: &mut String, report: &Report, style: &TerminalStyle) {
    let verdicts = report.verdicts.iter();
    let mut names: Vec<&str> = verdicts
        .filter(|verdict| is_uncalled(verdict))
        .map(|verdict| &*verdict.site)
        .collect();
    names.dedup();
    let more = names.len().saturating_sub(UNCALLED_SHOWN);
    names.truncate(UNCALLED_SHOWN);
    let names: Vec<String> = names.iter().map(|name| clean(name)).collect();
    let text = match (names.is_empty(), more) {
        (true, _) => return,
        (false, 0) => names.join(", "),
        (false, more) => format!("{} and {more} more", names.join(", ")),
    };
    labelled(out, style, "not called: ", &text);
}

fn counts(report: &Report) -> String {
    if report.sites.is_empty() {
        return "no budget is registered in this program: nothing was checked (an integration test links only what \
                it names: `use your_crate as _;`)"
            .to_owned();
    }
    let tally = report.tally();
    let parts = [
        (tally.over, "over"),
        (tally.not_measured, "not measured"),
        (tally.inconclusive, "undecided"),
        (tally.within, "within"),
        (tally.for_workloads, "for workloads"),
        (tally.not_called, "not called"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    // Phases are parts of functions.
    let whole = report.sites.iter().filter(|site| site.kind != Kind::Phase);
    let sites = whole.count();
    let functions = if sites == 1 { "function" } else { "functions" };
    match (parts.is_empty(), report.runs.len()) {
        (true, _) => format!("{sites} {functions} without limits"),
        (false, 0 | 1) => format!("{} ({sites} {functions})", parts.join(", ")),
        (false, runs) => format!(
            "{} ({sites} {functions}, {runs} processes)",
            parts.join(", ")
        ),
    }
}

fn labelled(out: &mut String, style: &TerminalStyle, label: &str, text: &str) {
    let lines = wrap(text, style.width.saturating_sub(label.len()));
    let indent = format!("\n{:width$}", "", width = label.len());
    out.push_str(&style.strong(label));
    out.push_str(&lines.join(&indent));
    out.push('\n');
}
