//! What the live line says.

use crate::terminal::{clean, keep_start};
use crate::unit::{Quantity, Unit};

/// An open run as the line shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct View {
    pub(super) name: String,
    /// The phase it is in.
    pub(super) phase: Option<&'static str>,
    /// Phases that have ended.
    pub(super) phases_done: u32,
    pub(super) elapsed_ns: f64,
    pub(super) limit_ns: Option<f64>,
}

/// One line for the run that has been open longest, with the number of others, in less than `width` columns: a full line
/// would make terminals wrap.
pub(super) fn line(longest: &View, others: usize, width: usize) -> String {
    let mut text = clean(&longest.name);
    if let Some(phase) = longest.phase {
        text += ": ";
        text += &clean(phase);
    }
    match longest.phases_done {
        0 => {}
        1 => text += ", 1 phase done",
        done => text += &format!(", {done} phases done"),
    }
    text += &format!(", {}", ns(longest.elapsed_ns));
    if let Some(limit_ns) = longest.limit_ns {
        let spent = 100.0 * longest.elapsed_ns / limit_ns;
        text += &format!(" of {} ({spent:.0} %)", ns(limit_ns));
    }
    match others {
        0 => {}
        1 => text += ", 1 other workflow open",
        others => text += &format!(", {others} other workflows open"),
    }
    keep_start(&text, width.saturating_sub(1))
}

fn ns(value: f64) -> Quantity {
    Quantity::new(value, Unit::Nanoseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        View {
            name: "analysis".to_owned(),
            elapsed_ns: 12.3e9,
            ..View::default()
        }
    }

    #[test]
    fn what_is_known_is_said() {
        assert_eq!(line(&view(), 0, 80), "analysis, 12.3 s");
        let whole = View {
            phase: Some("fit"),
            phases_done: 2,
            limit_ns: Some(60e9),
            ..view()
        };
        assert_eq!(
            line(&whole, 1, 90),
            "analysis: fit, 2 phases done, 12.3 s of 60.0 s (20 %), 1 other workflow open"
        );
    }

    #[test]
    fn the_line_never_fills_its_width_and_moves_no_cursor() {
        let hostile = View {
            name: "a\r\x1b[2Jb".repeat(30),
            ..view()
        };
        for width in 2..40 {
            let line = line(&hostile, 7, width);
            assert!(
                crate::terminal::columns(&line) <= width.saturating_sub(1),
                "{line:?}"
            );
            assert!(!line.contains(char::is_control), "{line:?}");
        }
    }
}
