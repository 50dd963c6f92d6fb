//! The test programs of one state of the source, as cargo builds them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::{Artifact, Message};

use super::checkout::Checkout;
use super::range::State;
use crate::exit::Exit;
use crate::fault::Fault;

/// A built test program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Program {
    /// What makes it the same program in another state of the source: the package's folder, kind and target.
    pub(crate) key: String,
    executable: PathBuf,
    /// The package's folder, in which cargo runs its tests.
    folder: PathBuf,
}

impl Program {
    /// The command that runs it as cargo would.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.executable);
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .stdin(Stdio::null());
        command
    }
}

/// Builds the tests with monitoring; cargo's own words go to standard error.
pub(crate) fn build(
    state: &State,
    checkout: &Checkout,
    feature: &str,
) -> Result<Vec<Program>, Fault> {
    let workspace = &checkout.workspace;
    let mut command = workspace.cargo(&["test"], feature);
    if let Some(profile) = workspace.profile() {
        command.arg("--profile").arg(profile);
    }
    command
        .args(["--no-run", "--message-format=json-render-diagnostics"])
        .env("CARGO_TARGET_DIR", &checkout.target)
        .current_dir(workspace.root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    let output = command.output().map_err(|error| {
        Fault::new(Exit::Io, format!("cannot run cargo: {error}"))
            .remedy("install cargo, or set CARGO to it")
    })?;
    if !output.status.success() {
        let what = format!("{state} does not build with monitoring");
        return Err(Fault::new(Exit::BuildFailed, what)
            .remedy("cargo says why above; name a revision that builds"));
    }
    let programs = Message::parse_stream(output.stdout.as_slice())
        .filter_map(|message| match message.ok()? {
            Message::CompilerArtifact(artifact) => program(workspace.root(), artifact),
            _ => None,
        })
        .collect();
    Ok(programs)
}

fn program(root: &Path, artifact: Artifact) -> Option<Program> {
    let executable = artifact.executable.filter(|_| artifact.profile.test)?;
    let folder = artifact.manifest_path.parent()?;
    let below = folder.as_std_path().strip_prefix(root).ok()?.display();
    let kinds: Vec<String> = artifact
        .target
        .kind
        .iter()
        .map(ToString::to_string)
        .collect();
    Some(Program {
        key: format!("{below}/{}/{}", kinds.join("+"), artifact.target.name),
        executable: executable.into(),
        folder: folder.into(),
    })
}
