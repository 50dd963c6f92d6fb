//! The tests, and with them a program, in one build, of which cargo says where it put the program.

use std::io::BufReader;
use std::path::PathBuf;
use std::process::Stdio;

use cargo_metadata::{Artifact, Message, TargetKind};

use super::metadata::Workspace;
use super::tests::cannot_run;
use crate::cli::Global;
use crate::fault::Fault;

/// What `cargo test` builds with unless it is told otherwise; with any other profile everything would be built twice.
const TEST_PROFILE: &str = "test";

/// A program as cargo built it.
#[derive(Debug)]
#[cfg_attr(not(unix), expect(dead_code, reason = "no start-up is measured there"))]
pub(crate) struct Program {
    /// The executable file.
    pub(crate) path: PathBuf,
    /// Its optimisation level, as cargo names it.
    pub(crate) opt_level: String,
    /// Whether debug assertions were compiled in.
    pub(crate) debug_assertions: bool,
}

/// Builds the tests and the program that is called `name`; `None` where that failed, and cargo has said why.
///
/// `cargo test` and nextest build a program only for integration tests of its package, and nextest does not say where.
pub(super) fn build(
    global: &Global,
    workspace: &Workspace,
    feature: &str,
    name: &str,
) -> Result<Option<Program>, Fault> {
    let verb = ["build", "--tests", "--examples", "--bin", name];
    let mut command = workspace.cargo(&verb, feature);
    command
        .arg("--profile")
        .arg(workspace.profile().unwrap_or(TEST_PROFILE))
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    if global.quiet {
        command.arg("--quiet");
    }
    let cargo = command.get_program().to_owned();
    let failed = |error| cannot_run(&cargo, &error);
    let mut child = command.spawn().map_err(failed)?;
    let mut program = None;
    if let Some(messages) = child.stdout.take() {
        for message in Message::parse_stream(BufReader::new(messages)) {
            if let Message::CompilerArtifact(artifact) = message.map_err(failed)? {
                program = of_artifact(artifact, name).or(program);
            }
        }
    }
    let built = child.wait().map_err(failed)?.success();
    Ok(program.filter(|_| built))
}

/// The program itself, and not its unit tests.
fn of_artifact(artifact: Artifact, name: &str) -> Option<Program> {
    let target = artifact.target;
    let is_program = target.name == name && target.kind.contains(&TargetKind::Bin);
    let path = artifact
        .executable
        .filter(|_| is_program && !artifact.profile.test)?;
    Some(Program {
        path: path.into_std_path_buf(),
        opt_level: artifact.profile.opt_level,
        debug_assertions: artifact.profile.debug_assertions,
    })
}
