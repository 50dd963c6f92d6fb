//! Copies of the workspaces that are no part of this one, with one target folder for all, and cargo runs in them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::child::{Ended, command, run};

/// A cargo run in the copied fixture workspace, with a folder of its own for run files.
pub(crate) struct Run {
    command: Command,
    pub(crate) budgets: TempDir,
}

/// `cargo` with these words, in the fixture workspace.
pub(crate) fn cargo(words: &str) -> Run {
    run_in(cargo_in(workspace()), words)
}

/// The command with these words and a folder of its own for run files.
pub(crate) fn run_in(mut command: Command, words: &str) -> Run {
    let budgets = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    // What the registry had to give was fetched when the copy was made.
    command
        .env("PERF_BUDGET_DIR", budgets.path())
        .env("CARGO_NET_OFFLINE", "true")
        .args(words.split_whitespace());
    Run { command, budgets }
}

impl Run {
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without_own_folder(mut self) -> Self {
        self.command.env_remove("PERF_BUDGET_DIR");
        self
    }

    pub(crate) fn run(&mut self) -> Ended {
        run(&mut self.command)
    }
}

/// The target folder of all fixtures: dependencies are built once.
pub(crate) fn target() -> PathBuf {
    home().join("target")
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("end-to-end")
}

/// The cargo that builds these tests with the compiler beside it. By their bare names they could be rustup's, which may
/// take it upon itself to install or update a toolchain: a test must never do that to the machine it runs on.
pub(crate) fn cargo_in(workspace: &Path) -> Command {
    tool_in(workspace, Path::new(env!("CARGO")))
}

/// A tool that runs the same cargo and compiler.
pub(crate) fn tool_in(workspace: &Path, tool: &Path) -> Command {
    let cargo = Path::new(env!("CARGO"));
    let mut command = command(tool);
    for (variable, tool) in [("RUSTC", "rustc"), ("RUSTDOC", "rustdoc")] {
        let beside = cargo.with_file_name(tool);
        if beside.is_file() {
            command.env(variable, beside);
        }
    }
    command
        .env("CARGO", cargo)
        .env("RUSTUP_AUTO_INSTALL", "0")
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_TERM_COLOR", "never");
    command
}

/// The compiler that these tests were built with; in the PATH where cargo does not have it beside itself.
pub(crate) fn rustc() -> Command {
    let beside = Path::new(env!("CARGO")).with_file_name("rustc");
    let compiler = if beside.is_file() {
        beside
    } else {
        "rustc".into()
    };
    let mut command = command(&compiler);
    command.env("RUSTUP_AUTO_INSTALL", "0");
    command
}

/// The copy of the fixtures, its dependencies built.
pub(crate) fn workspace() -> &'static Path {
    static WORKSPACE: OnceLock<PathBuf> = OnceLock::new();
    WORKSPACE.get_or_init(|| {
        let copy = copied("fixtures");
        let mut build = cargo_in(&copy);
        build.args([
            "test",
            "--no-run",
            "--workspace",
            "--features",
            "monitoring",
        ]);
        run(build.env("CARGO_NET_OFFLINE", "true")).assert_code(0);
        copy
    })
}

/// A copy of the workspace `tests/<name>`, with the versions that this one is locked to.
pub(crate) fn copied(name: &str) -> PathBuf {
    let copy = home().join(name);
    fs::create_dir_all(&copy).unwrap();
    // Tests of other processes prepare the same copy.
    let lock = File::create(home().join("lock")).unwrap();
    lock.lock().unwrap();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    update(&repository.join("tests").join(name), &copy, &|text| {
        let runtime = repository.join("perf-runtime");
        let runtime = runtime.to_str().unwrap();
        text.replace("../../../perf-runtime", runtime)
            .replace("../../perf-runtime", runtime)
    });
    pin_dependencies(repository, &copy, name);
    copy
}

/// What cargo makes beside the sources.
const MADE: [&str; 2] = ["target", "Cargo.lock"];

/// Copies what differs and removes what is gone: an untouched file keeps its time, and cargo its work.
fn update(from: &Path, to: &Path, adapt: &dyn Fn(&str) -> String) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(to).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let gone = !from.join(&name).exists() && !MADE.iter().any(|made| name == *made);
        if gone && entry.file_type().unwrap().is_dir() {
            fs::remove_dir_all(entry.path()).unwrap();
        } else if gone {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (source, copy) = (entry.path(), to.join(entry.file_name()));
        let name = entry.file_name();
        if MADE.iter().any(|made| name == *made) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            update(&source, &copy, adapt);
        } else {
            write_if_new(&copy, &adapt(&fs::read_to_string(&source).unwrap()));
        }
    }
}

/// Writes the text where it differs from what is there; says whether it did.
fn write_if_new(path: &Path, text: &str) -> bool {
    let new = fs::read_to_string(path).ok().as_deref() != Some(text);
    if new {
        fs::write(path, text).unwrap();
    }
    new
}

/// Gives the copy the versions of the workspace that these tests belong to, which are downloaded already. Only where
/// that does not do, as on a machine that builds for the first time, the registry is asked.
fn pin_dependencies(repository: &Path, copy: &Path, name: &str) {
    let versions = fs::read_to_string(repository.join("Cargo.lock")).unwrap();
    if write_if_new(&home().join(format!("{name}.lock.origin")), &versions) {
        fs::write(copy.join("Cargo.lock"), versions).unwrap();
    }
    let mut resolve = cargo_in(copy);
    resolve.args(["tree", "--workspace", "--features", "monitoring"]);
    if run(resolve.env("CARGO_NET_OFFLINE", "true")).code != Some(0) {
        run(cargo_in(copy).arg("fetch")).assert_code(0);
    }
}
