//! The program `xpcs`, run as a user would.

use std::process::{Command, Output};

/// Runs the program.
pub(crate) fn xpcs(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xpcs"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// What the program wrote to stderr.
pub(crate) fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
