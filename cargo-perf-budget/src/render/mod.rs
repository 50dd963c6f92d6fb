//! The answer in the language of its reader. `finding` brings everything worth telling into one list; each other file
//! writes that list, and computes nothing.

mod answer;
mod finding;
mod github;
mod json;
mod junit;
mod markdown;
mod sarif;
mod terminal;

use perf_runtime::report::Report;
use perf_runtime::sink::terminal::TerminalStyle;

use crate::cli::Format;
use crate::exit::Exit;
use crate::fault::Fault;

pub(crate) use answer::Answer;
pub(crate) use json::pretty;

/// The answer as text.
pub(crate) fn text(
    answer: &Answer<'_>,
    format: Format,
    style: &TerminalStyle,
) -> Result<String, Fault> {
    match format {
        Format::Terminal => Ok(terminal::write(answer, style)),
        Format::Json => json::write(answer),
        Format::Markdown => Ok(markdown::write(answer)),
        Format::Junit => junit::write(answer),
        Format::Sarif => sarif::write(answer),
        Format::Github => Ok(github::write(answer)),
    }
}

/// The report as a run file, which the runtime and `merge` read again.
pub(crate) fn run_file(report: &Report) -> Result<String, Fault> {
    report.to_json().map_err(|error| {
        Fault::new(
            Exit::Io,
            format!("the report cannot be written as JSON: {error}"),
        )
    })
}

fn unwritable(error: impl std::fmt::Display) -> Fault {
    Fault::new(
        Exit::Io,
        format!("the report cannot be written in this format: {error}"),
    )
}
