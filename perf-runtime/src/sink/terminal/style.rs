//! How a terminal wants its text: width, colour, and how much.

use std::env;
use std::io::{self, IsTerminal as _};

use anstyle::{AnsiColor, Effects, Style};

use crate::alert::Level;
use crate::terminal::stderr_columns;

/// Narrower terminals get lines this long all the same, and the table takes 80: figures must not be cut.
const MIN_WIDTH: usize = 60;

/// The width of what is no terminal.
const DEFAULT_WIDTH: usize = 80;

/// Wider lines are hard to read.
const MAX_WIDTH: usize = 140;

/// How to render a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalStyle {
    /// Columns of a line.
    pub width: usize,
    /// Whether to colour.
    pub color: bool,
    /// Whether to show limits that are kept, and the detail of what could not be decided.
    pub verbose: bool,
}

impl Default for TerminalStyle {
    fn default() -> Self {
        Self {
            width: DEFAULT_WIDTH,
            color: false,
            verbose: false,
        }
    }
}

impl TerminalStyle {
    /// The style of this process's standard error: colour on a terminal unless `NO_COLOR` is set or `TERM` is `dumb`,
    /// width from `COLUMNS` or the terminal.
    #[must_use]
    pub fn for_stderr() -> Self {
        let terminal = io::stderr().is_terminal();
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let columns = env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok());
        let width = columns.or_else(|| terminal.then(stderr_columns).flatten());
        Self {
            width: width.unwrap_or(DEFAULT_WIDTH).clamp(MIN_WIDTH, MAX_WIDTH),
            color: terminal && !dumb && !set("NO_COLOR"),
            verbose: false,
        }
    }

    /// The same style, showing everything.
    #[must_use]
    pub const fn verbose(mut self) -> Self {
        self.verbose = true;
        self
    }

    /// `text` in the colour of a level, if colours are asked for.
    pub(super) fn paint(&self, level: Option<Level>, text: &str) -> String {
        let style = match level {
            Some(Level::Critical | Level::Warning | Level::NotMeasured) => color(AnsiColor::Red),
            Some(Level::Notice | Level::Inconclusive) => color(AnsiColor::Yellow),
            None => color(AnsiColor::Green),
        };
        self.apply(style, text)
    }

    /// `text` made to stand out.
    pub(super) fn strong(&self, text: &str) -> String {
        self.apply(Style::new().effects(Effects::BOLD), text)
    }

    fn apply(&self, style: Style, text: &str) -> String {
        if self.color {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

const fn color(color: AnsiColor) -> Style {
    color.on_default().effects(Effects::BOLD)
}
