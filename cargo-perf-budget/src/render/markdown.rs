//! For comments on merge requests: one line of conclusion, a table of findings, the details folded away.

use std::fmt::Write as _;

use super::answer::Answer;
use super::finding::Finding;
use crate::console;
use crate::exit::Exit;
use crate::markup::markdown_cell as cell;

/// A comment of a forge holds 65 536 characters; a table of this many rows stays well below.
const MOST_ROWS: usize = 100;

pub(super) fn write(answer: &Answer<'_>) -> String {
    let mut out = String::new();
    let tally = answer.report.tally();
    let mark = if answer.exit == Exit::Success {
        "✅"
    } else {
        "❌"
    };
    let _ = writeln!(
        out,
        "### {mark} Performance budgets: {}\n",
        answer.exit.meaning()
    );
    let counts = [
        (tally.over, "over"),
        (tally.not_measured, "not measured"),
        (tally.not_called, "not called"),
        (tally.inconclusive, "undecided"),
        (tally.within, "within"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let _ = writeln!(
        out,
        "{} ({})\n",
        counts.join(", "),
        console::count(answer.report.sites.len(), "function")
    );
    if !answer.findings.is_empty() {
        out.push_str("| function | place | finding |\n| --- | --- | --- |\n");
        answer
            .findings
            .iter()
            .take(MOST_ROWS)
            .for_each(|finding| row(&mut out, finding));
        if answer.findings.len() > MOST_ROWS {
            let _ = writeln!(out, "\n… and {} more", answer.findings.len() - MOST_ROWS);
        }
    }
    if let Some(comparison) = &answer.comparison {
        let _ = writeln!(out, "\n{}", cell(&comparison.summary()));
    }
    for note in &answer.notes {
        let _ = writeln!(out, "\n> {}", cell(note));
    }
    out
}

fn row(out: &mut String, finding: &Finding) {
    let mark = if finding.fails { "❌" } else { "⚠️" };
    let _ = writeln!(
        out,
        "| {} | {}:{} | {mark} {} |",
        cell(&finding.site),
        cell(&finding.file),
        finding.line,
        cell(&finding.message)
    );
}
