//! Ratios for a person, for merge requests, for programs.

use std::fmt::Write as _;

use perf_runtime::unit::Quantity;
use serde::Serialize;

use super::effect::{Effect, Finding};
use super::range::Range;
use crate::baseline::what;
use crate::console::{clean, count};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::markup::markdown_cell;

const fn word(effect: Effect) -> &'static str {
    match effect {
        Effect::Worse => "worse",
        Effect::Undecided => "undecided",
        Effect::Better => "better",
        Effect::Same => "same",
    }
}

/// `×1.301 (1.295 to 1.309)`.
fn ratio(finding: &Finding) -> String {
    match finding.ratio {
        None if finding.before == finding.after => "still zero".to_owned(),
        None => "no longer zero".to_owned(),
        Some(ratio) if ratio.low == ratio.high => format!("×{:.3}", ratio.value),
        Some(ratio) if ratio.high == f64::MAX => format!("×{:.3} (no interval)", ratio.value),
        Some(ratio) => format!(
            "×{:.3} ({:.3} to {:.3})",
            ratio.value, ratio.low, ratio.high
        ),
    }
}

fn values(finding: &Finding) -> String {
    let show = |value| Quantity::new(value, finding.unit);
    format!("{} → {}", show(finding.before), show(finding.after))
}

/// One figure in one line: `time of k::f: 1.2 ms → 1.6 ms ×1.301 (1.295 to 1.309)`.
pub(crate) fn line(finding: &Finding) -> String {
    format!(
        "{} of {}: {} {}",
        what(finding.metric, finding.statistic),
        finding.site,
        values(finding),
        ratio(finding)
    )
}

/// How many of each kind.
fn summary(findings: &[Finding]) -> String {
    let kinds = [
        Effect::Worse,
        Effect::Undecided,
        Effect::Better,
        Effect::Same,
    ];
    let counted = kinds.map(|kind| {
        let number = findings.iter().filter(|found| found.effect == kind).count();
        (number, word(kind))
    });
    let told: Vec<String> = counted
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    told.join(", ")
}

/// Every figure, the worst first.
pub(crate) fn terminal(range: &Range, findings: &[Finding], notes: &[String]) -> String {
    let mut out = String::new();
    for finding in findings {
        let context = match finding.context.as_str() {
            "" => String::new(),
            context => format!(" in {context}"),
        };
        let _ = writeln!(
            out,
            "{:>9}  {}: {}{}\n           {}  {}{}",
            word(finding.effect),
            clean(&finding.site),
            what(finding.metric, finding.statistic),
            clean(&context),
            values(finding),
            ratio(finding),
            match finding.reason.as_str() {
                "" => String::new(),
                reason => format!(": {reason}"),
            }
        );
    }
    let rounds = findings.iter().map(|found| found.rounds).max().unwrap_or(0);
    let _ = writeln!(
        out,
        "{} → {}: {}, {} in turns",
        clean(&range.before.to_string()),
        clean(&range.after.to_string()),
        summary(findings),
        count(rounds, "round")
    );
    for note in notes {
        let _ = writeln!(out, "note: {}", clean(note));
    }
    out
}

/// A table for comments on merge requests.
pub(crate) fn markdown(range: &Range, findings: &[Finding], notes: &[String]) -> String {
    let cell = |text: &str| markdown_cell(text);
    let mut out = format!(
        "### {} → {}: {}\n\n| | function | figure | before → after | ratio |\n| --- | --- | --- | --- | --- |\n",
        cell(&range.before.to_string()),
        cell(&range.after.to_string()),
        summary(findings)
    );
    for finding in findings {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            word(finding.effect),
            cell(&finding.site),
            cell(&format!(
                "{} {}",
                what(finding.metric, finding.statistic),
                finding.context
            )),
            values(finding),
            ratio(finding)
        );
    }
    for note in notes {
        let _ = writeln!(out, "\n> {}", cell(note));
    }
    out
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    before: String,
    after: String,
    findings: &'a [Finding],
    notes: &'a [String],
}

/// For programs.
pub(crate) fn json(range: &Range, findings: &[Finding], notes: &[String]) -> Result<String, Fault> {
    let document = Document {
        schema: 1,
        before: range.before.to_string(),
        after: range.after.to_string(),
        findings,
        notes,
    };
    let text = serde_json::to_string_pretty(&document).map_err(|error| {
        Fault::new(
            Exit::Io,
            format!("the comparison cannot be written: {error}"),
        )
    })?;
    Ok(text + "\n")
}
