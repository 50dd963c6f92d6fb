//! For a person: what one process cannot know, then the runtime's own report, whose last line is the count of everything.

use std::fmt::Write as _;

use perf_runtime::sink::terminal::{TerminalStyle, render};

use super::answer::{Answer, PROMISES};
use super::finding::{Finding, Rule};
use crate::console::clean;

/// Of several findings of a kind so many are listed; `--verbose` lists all.
const SHOWN: usize = 20;

pub(super) fn write(answer: &Answer<'_>, style: &TerminalStyle) -> String {
    let mut out = String::new();
    let beyond = |finding: &&Finding| match finding.rule {
        Rule::NotCalled => finding.fails,
        Rule::NotLinked | Rule::Regression | Rule::LostImprovement | Rule::MoreWork => true,
        // The report itself tells of these; of promises it knows nothing.
        Rule::NotMeasured | Rule::Undecided => {
            PROMISES.contains(&&*finding.key) && finding.details.is_empty()
        }
        Rule::OverBudget => false,
    };
    let beyond: Vec<&Finding> = answer.findings.iter().filter(beyond).collect();
    let shown = if style.verbose { beyond.len() } else { SHOWN };
    for finding in beyond.iter().take(shown) {
        let _ = writeln!(
            out,
            "{}[perf]: {}\n  --> {}:{}",
            if finding.fails { "error" } else { "note" },
            clean(&finding.message),
            clean(&finding.file),
            finding.line
        );
        for detail in &finding.details {
            let _ = writeln!(out, "   = {}", clean(detail));
        }
    }
    if beyond.len() > shown {
        let _ = writeln!(
            out,
            "… and {} more (--verbose lists all)",
            beyond.len() - shown
        );
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&render(answer.report, style));
    if let Some(comparison) = &answer.comparison {
        let _ = writeln!(out, "{}", clean(&comparison.summary()));
    }
    for note in &answer.notes {
        let _ = writeln!(out, "note: {}", clean(note));
    }
    out
}
