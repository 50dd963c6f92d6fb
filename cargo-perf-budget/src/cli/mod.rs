//! The arguments: what clap parses, and the help that teaches.

mod help;
mod options;

use std::ffi::OsString;

use clap::{Parser, Subcommand};

pub(crate) use options::{CargoOptions, Color, Format, Global};

use crate::command;

/// Performance budgets, checked.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-perf-budget",
    bin_name = "cargo perf-budget",
    version,
    about = "Checks the performance budgets of a cargo workspace",
    long_about = help::ABOUT,
    after_help = help::AFTER,
    after_long_help = help::after_long(),
    disable_help_subcommand = true,
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(command::init::Arguments),
    Check(command::check::Arguments),
    Compare(command::compare::Arguments),
    Bisect(command::bisect::Arguments),
    Baseline(command::baseline::Arguments),
    History(command::history::Arguments),
    Trend(command::trend::Arguments),
    Report(command::report::Arguments),
    Doctor(command::doctor::Arguments),
    Merge(command::merge::Arguments),
}

/// Cargo calls `cargo-perf-budget perf-budget …`; called directly, the second word is missing.
pub(crate) fn without_cargo(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|word| word == "perf-budget") {
        arguments.remove(1);
    }
    arguments
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn cargo_and_a_person_may_call() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        let expected = words("cargo-perf-budget merge a");
        for called in [
            "cargo-perf-budget perf-budget merge a",
            "cargo-perf-budget merge a",
        ] {
            assert_eq!(without_cargo(words(called)), expected);
        }
    }
}
