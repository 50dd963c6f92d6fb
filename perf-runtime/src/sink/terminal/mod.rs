//! The report for a person at a terminal: a table at a glance, where the time of workflows went, compiler-style detail
//! for each alert, one line of summary.

mod detail;
mod figures;
mod style;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod workflows;

pub use crate::terminal::is_harmful;
pub use style::TerminalStyle;

use crate::alert::Level;
use crate::report::Report;

/// The report as text. A healthy run is one line, unless the style is verbose.
#[must_use]
pub fn render(report: &Report, style: &TerminalStyle) -> String {
    let mut out = String::new();
    table::write(&mut out, report, style);
    workflows::write(&mut out, report, style);
    // What the data could not decide gets a line in the summary; its detail is for those who ask.
    let least = if style.verbose {
        Level::Inconclusive
    } else {
        Level::Notice
    };
    for alert in report.alerts.iter().filter(|alert| alert.level >= least) {
        detail::write(&mut out, alert, style);
    }
    summary::write(&mut out, report, style);
    out
}
