//! The ways in which a process ends.

use std::process::{ExitCode, abort, exit};

/// Ends the process: `return`, `return=N`, `exit=N`, `panic` or `abort`.
pub(crate) fn end(ending: &str) -> ExitCode {
    let (how, number) = ending.split_once('=').unwrap_or((ending, "0"));
    let number: u8 = number.parse().expect("a number below 256");
    match how {
        "return" => ExitCode::from(number),
        "exit" => exit(number.into()),
        "panic" => panic!("on purpose"),
        "abort" => abort(),
        other => panic!("no such ending: {other}"),
    }
}
