//! Builds the tests with monitoring and runs them; their output goes to standard error, which leaves standard output to
//! the answer.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use perf_runtime::config::{BASELINE_VARIABLE, DIRECTORY_VARIABLE, MODE_VARIABLE, RUN_VARIABLE};

use super::metadata::Workspace;
use super::program::{self, Program};
use crate::cli::Global;
use crate::console;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::machine::{Others, Watch};

/// Test processes record and write their run files, and leave judging to us: a status that is not zero is then a test that
/// failed by itself.
pub(super) const MODE: &str = "collect";

/// What to run.
#[derive(Debug)]
pub(crate) struct Tests<'a> {
    /// The cargo feature that turns monitoring on.
    pub(crate) feature: &'a str,
    /// Whether nextest runs the tests.
    pub(crate) nextest: bool,
    /// Arguments for the test programs, or filters for nextest.
    pub(crate) arguments: &'a [String],
    /// The folder that takes the place of `target/perf-budget`.
    pub(crate) home: &'a Path,
    /// The baseline that somebody asked for, which workload harnesses compare with then.
    pub(crate) baseline: Option<&'a str>,
    /// A program to build with them.
    pub(crate) program: Option<&'a str>,
}

/// A run of all tests.
#[derive(Debug)]
pub(crate) struct TestRun {
    /// The run's name, a folder in `runs`.
    pub(crate) id: String,
    /// Whether every test passed by itself.
    pub(crate) passed: bool,
    /// The program that was asked for.
    pub(crate) program: Option<Program>,
    /// What others did on the machine while the tests ran.
    pub(crate) others: Others,
}

/// Builds and runs the tests.
pub(crate) fn run(
    global: &Global,
    workspace: &Workspace,
    tests: &Tests<'_>,
) -> Result<TestRun, Fault> {
    console::status(global, "Building", "the tests with monitoring");
    let unbuilt = || {
        Fault::new(Exit::BuildFailed, "the tests do not build with monitoring")
            .remedy("cargo says why above; nothing was checked")
    };
    let program = match tests.program {
        Some(name) => {
            let built = program::build(global, workspace, tests.feature, name)?;
            Some(built.ok_or_else(unbuilt)?)
        }
        None => {
            let built = wait(command(global, workspace, tests, Step::Build))?;
            built.success().then_some(()).ok_or_else(unbuilt)?;
            None
        }
    };
    let id = fresh_run_id();
    console::status(global, "Testing", &format!("run {id}"));
    let mut command = command(global, workspace, tests, Step::Run);
    command
        .env(MODE_VARIABLE, MODE)
        .env(RUN_VARIABLE, &id)
        .env(DIRECTORY_VARIABLE, tests.home);
    if let Some(name) = tests.baseline {
        command.env(BASELINE_VARIABLE, name);
    }
    let watch = Watch::start();
    let passed = wait(command)?.success();
    Ok(TestRun {
        id,
        passed,
        program,
        others: watch.end(),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Build,
    Run,
}

fn command(global: &Global, workspace: &Workspace, tests: &Tests<'_>, step: Step) -> Command {
    let verb: &[&str] = if tests.nextest {
        &["nextest", "run"]
    } else {
        &["test"]
    };
    let mut command = workspace.cargo(verb, tests.feature);
    if let Some(profile) = workspace.profile() {
        // nextest has profiles of its own.
        let option = if tests.nextest {
            "--cargo-profile"
        } else {
            "--profile"
        };
        command.arg(option).arg(profile);
    }
    if global.quiet && !tests.nextest {
        command.arg("--quiet");
    }
    match step {
        Step::Build => command.arg("--no-run"),
        Step::Run => command.arg("--no-fail-fast"),
    };
    if step == Step::Run && !tests.arguments.is_empty() {
        command.arg("--").args(tests.arguments);
    }
    command
}

fn wait(mut command: Command) -> Result<ExitStatus, Fault> {
    let cargo = command.get_program().to_owned();
    let failed = |error| cannot_run(&cargo, &error);
    command.stdout(console::to_stderr().map_err(failed)?);
    command.stdin(Stdio::null()).status().map_err(failed)
}

pub(super) fn cannot_run(cargo: &OsStr, error: &io::Error) -> Fault {
    let what = format!("cannot run {}: {error}", cargo.display());
    Fault::new(Exit::Io, what).remedy("install cargo, or set CARGO to it")
}

/// Time and process number together never come back.
fn fresh_run_id() -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    format!("check-{}-{}", since.as_millis(), std::process::id())
}
