//! What a person sees, and that hostile names do no harm.

use super::{TerminalStyle, render};
use crate::report::Report;
use crate::report::fixture::{MS, TYPICAL, healthy, mixed, report, site, spread, timed};
use crate::terminal::columns;

const PLAIN: TerminalStyle = TerminalStyle {
    width: 80,
    color: false,
    verbose: false,
};

#[test]
fn a_red_run_at_80_columns() {
    insta::assert_snapshot!(render(&mixed(), &PLAIN));
}

#[test]
fn a_red_run_with_everything_at_120_columns() {
    let style = TerminalStyle {
        width: 120,
        ..PLAIN
    };
    insta::assert_snapshot!(render(&mixed(), &style.verbose()));
}

#[test]
fn a_healthy_run_is_a_line() {
    insta::assert_snapshot!(render(&healthy(), &PLAIN));
}

#[test]
fn a_healthy_run_shows_its_table_when_asked() {
    insta::assert_snapshot!(render(&healthy(), &PLAIN.verbose()));
}

#[test]
fn nothing_registered_names_the_remedy() {
    insta::assert_snapshot!(render(&report(vec![]), &PLAIN));
}

#[test]
fn colours_come_only_when_asked_for() {
    assert!(!render(&mixed(), &PLAIN).contains('\x1b'));
    let style = TerminalStyle {
        color: true,
        ..PLAIN
    };
    let painted = render(&mixed(), &style);
    assert!(painted.contains("\x1b["));
    assert_eq!(without_colours(&painted), render(&mixed(), &PLAIN));
}

fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut parts = text.split('\x1b');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    plain
}

#[test]
fn hostile_names_stay_on_their_line() {
    let mut samples = spread(31.0 * MS, 20);
    samples.push(MS);
    let mut hostile = report(vec![(
        site("f", 1, &[TYPICAL]),
        vec![timed("t\x1b[2J\n\u{202e}", samples)],
    )]);
    let name = format!(
        "krate::{}\x1b]0;title\x07測定{}",
        "測".repeat(300),
        "e\u{301}".repeat(50)
    );
    hostile.sites[0].path = name;
    hostile.sites[0].file = "src/\x1b[31m.rs".to_owned();
    let hostile = crate::report::merge([hostile]).unwrap();
    for width in [80, 100, 140] {
        check_lines(&hostile, width);
    }
}

fn check_lines(report: &Report, width: usize) {
    let text = render(report, &TerminalStyle { width, ..PLAIN }.verbose());
    assert!(
        text.chars().all(|c| c == '\n' || !c.is_control()),
        "{text:?}"
    );
    assert!(!text.contains('\u{202e}'));
    for line in text.lines().filter(|line| !line.starts_with("  --> ")) {
        assert!(columns(line) <= width, "{width}: {line:?}");
    }
}

#[test]
fn every_line_of_a_red_run_fits() {
    for width in [80, 100, 120] {
        check_lines(&mixed(), width);
    }
}
