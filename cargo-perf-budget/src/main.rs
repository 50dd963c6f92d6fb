//! The cargo subcommand `cargo perf-budget`: arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_perf_budget::run(std::env::args_os())
}
