//! The programs that commands call.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use super::Finding;

pub(super) fn all() -> Vec<Finding> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let version = |program: &OsString, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = text.lines().next()?.trim().to_owned();
        (output.status.success() && !line.is_empty()).then_some(line)
    };
    let tool = |what, program: &OsString, arguments: &[&str], without: &'static str| match version(
        program, arguments,
    ) {
        Some(version) => Finding::works(what, version),
        None => Finding::missing(what, "not found", without),
    };
    vec![
        tool(
            "cargo",
            &cargo,
            &["--version"],
            "install Rust from https://rustup.rs, or set CARGO",
        ),
        tool(
            "nextest",
            &cargo,
            &["nextest", "--version"],
            "optional, for `check --nextest`: `cargo install cargo-nextest --locked`",
        ),
        tool(
            "git",
            &OsString::from("git"),
            &["--version"],
            "optional: without it no commit is written beside figures",
        ),
    ]
}
