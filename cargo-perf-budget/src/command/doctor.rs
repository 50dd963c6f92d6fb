//! `doctor`: what this machine can measure, and how to enable the rest.

use clap::{Args, ValueEnum};

use crate::cli::Global;
use crate::console;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::machine;

/// Say what this machine can measure, and how to enable the rest
///
/// Reads every probe once. What a probe cannot read here is *not measured* in reports, never "kept". Ends with status 0
/// whatever the machine lacks: nothing is broken by it.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The language of the answer
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Language,
}

/// The languages of this answer.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    /// For a person
    Terminal,
    /// For programs
    Json,
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    let findings = machine::examine();
    let text = match arguments.format {
        Language::Terminal => machine::print(&findings, &console::style(global)),
        Language::Json => {
            let text = serde_json::to_string_pretty(&findings);
            text.map_err(|error| Fault::new(Exit::Io, error.to_string()))? + "\n"
        }
    };
    console::answer(&text)?;
    Ok(Exit::Success)
}
