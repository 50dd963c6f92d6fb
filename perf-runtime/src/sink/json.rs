//! The report for programs.

use std::io;

use crate::report::Report;

/// Writes the report as JSON.
///
/// # Errors
///
/// When a figure is not finite, or `out` cannot be written to.
pub fn write(report: &Report, out: &mut impl io::Write) -> io::Result<()> {
    let text = report.to_json().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}
