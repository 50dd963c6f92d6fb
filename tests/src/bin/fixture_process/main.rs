//! A program with budgets that does and ends as its arguments say: `fixture_process <deed> [<ending>]`.
//!
//! The end-to-end tests run it under the names of a test executable and of an ordinary program: what it is, perf-runtime
//! reads from where it lies.

#[cfg(unix)]
mod deed;
mod ending;
mod work;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let deed = arguments.next().unwrap_or_default();
    let ending = arguments.next().unwrap_or_else(|| "return".to_owned());
    #[cfg(unix)]
    deed::run(&deed, arguments);
    #[cfg(not(unix))]
    panic!("{deed}: the end-to-end tests are written for Unix");
    ending::end(&ending)
}
