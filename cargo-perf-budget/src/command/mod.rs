//! One file a command: its arguments, what it does, its answer.

pub(crate) mod baseline;
pub(crate) mod bisect;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod doctor;
pub(crate) mod history;
pub(crate) mod init;
pub(crate) mod merge;
pub(crate) mod report;
pub(crate) mod trend;

use crate::cli::{Cli, Command};
use crate::exit::Exit;
use crate::fault::Fault;

/// Does what the arguments ask for.
pub(crate) fn run(cli: &Cli) -> Result<Exit, Fault> {
    match &cli.command {
        Command::Baseline(arguments) => baseline::run(&cli.global, arguments),
        Command::Init(arguments) => init::run(&cli.global, arguments),
        Command::Bisect(arguments) => bisect::run(&cli.global, arguments),
        Command::Compare(arguments) => compare::run(&cli.global, arguments),
        Command::Check(arguments) => check::run(&cli.global, arguments),
        Command::Doctor(arguments) => doctor::run(&cli.global, arguments),
        Command::History(arguments) => history::run(&cli.global, arguments),
        Command::Trend(arguments) => trend::run(&cli.global, arguments),
        Command::Report(arguments) => report::run(&cli.global, arguments),
        Command::Merge(arguments) => merge::run(&cli.global, arguments),
    }
}
