//! For comments on merge requests: one line of conclusion, a table of findings, the details folded away.

use std::fmt::Write as _;

use super::answer::Answer;
use super::finding::Finding;
use crate::exit::Exit;

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
        "{} of {} functions\n",
        counts.join(", "),
        answer.report.sites.len()
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

/// Names of functions and tests are data: nothing in them is markup.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '\\' | '*' | '_' | '[' | ']' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(character);
            }
            '@' => out.push_str("&#64;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn nothing_in_a_name_is_markup() {
        assert_eq!(
            cell("<img src=x>|a\n@all"),
            "&lt;img src=x&gt;\\|a &#64;all"
        );
    }
}
