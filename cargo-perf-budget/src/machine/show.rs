//! The findings for a person.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Color, Style};
use perf_runtime::sink::terminal::TerminalStyle;

use super::{Finding, State};
use crate::console::clean;

/// The longest name, `enforcement at exit`, and a blank.
const NAMES: usize = 20;

pub(crate) fn print(findings: &[Finding], style: &TerminalStyle) -> String {
    let mut out = String::new();
    for finding in findings {
        let (mark, color) = match finding.state {
            State::Works => ("✓", AnsiColor::Green),
            State::Limited => ("~", AnsiColor::Yellow),
            State::Missing => ("✗", AnsiColor::Red),
        };
        let color = Style::new().fg_color(style.color.then_some(Color::Ansi(color)));
        let _ = write!(out, "{color}{mark}{color:#} {:NAMES$}", finding.what);
        paragraph(&mut out, &clean(&finding.says), style.width);
        if let Some(remedy) = finding.remedy {
            let _ = write!(out, "{:indent$}", "", indent = NAMES + 2);
            paragraph(&mut out, &format!("= help: {remedy}"), style.width);
        }
    }
    out
}

/// Breaks at blanks; further lines stand below the first, which the names have indented.
fn paragraph(out: &mut String, text: &str, width: usize) {
    let room = width.saturating_sub(NAMES + 2);
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > room {
            let _ = write!(out, "\n{:indent$}", "", indent = NAMES + 2);
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_texts_and_remedies_line_up() {
        let findings = [
            Finding::works("clock", "time-stamp counter"),
            Finding::missing(
                "instruction counter",
                "this machine has no instruction counter (most virtual machines have none)",
                "enable the machine's PMU",
            ),
        ];
        let style = TerminalStyle {
            width: 60,
            ..TerminalStyle::default()
        };
        insta::assert_snapshot!(print(&findings, &style));
    }
}
