//! The XPCS example analyses: command line → library → exit status.

use std::process::ExitCode;

perf_runtime::install_allocator!();

fn main() -> ExitCode {
    perf_examples::xpcs::command::run(std::env::args_os().skip(1))
}
