//! `cargo perf-budget`: performance budgets in CI. Arguments become a command, a command becomes an [`Exit`].
//!
//! ```text
//! cli ─ command ┬ init        what a package needs, added
//!               ├ settings    perf-budget.toml
//!               ├ baseline    perf-baseline.json, what became of accepted figures
//!               ├ history     every check in a database
//!               ├ trend       levels, slopes and changes in it
//!               ├ workspace   packages, the tests' run, sites declared in the source
//!               ├ compare     two states of the source, measured in turns
//!               ├ runs        run files → one report
//!               ├ page        one HTML page about a run
//!               └ render      the answer for terminals, programs, forges
//! ```

mod baseline;
mod cli;
mod command;
mod compare;
mod console;
mod exit;
mod fault;
mod files;
mod history;
mod init;
mod machine;
mod markup;
mod page;
mod render;
mod runs;
mod settings;
mod startup;
mod trend;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

pub use exit::Exit;
pub use fault::Fault;

/// Runs the subcommand with the arguments of the process, program name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    // The exit hook of perf-runtime is for programs with budgets of their own.
    perf_runtime::process::stand_aside();
    let arguments = cli::without_cargo(arguments);
    let cli = match cli::Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        // Help and version are no errors; clap knows where each belongs and which status it has.
        Err(error) => error.exit(),
    };
    let exit = command::run(&cli).unwrap_or_else(|fault| {
        console::complain(&cli.global, &fault);
        fault.exit()
    });
    ExitCode::from(exit.code())
}
