//! A child process in an environment of its own, and what became of it.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Variables of the run that these tests are part of; their children would take them for wishes of their own.
const FOREIGN: &[&str] = &[
    "PERF_BUDGET",
    "NEXTEST",
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_BIN_",
    "CARGO_PROFILE_",
    "COLUMNS",
    "RUSTFLAGS",
    "RUSTDOCFLAGS",
    "RUSTC_WORKSPACE_WRAPPER",
];

/// A command that does not see the run that these tests are part of.
///
/// Everything else stays: a machine may depend on what it sets, for proxies, registries, toolchains.
pub(crate) fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if FOREIGN.iter().any(|foreign| name.starts_with(foreign)) {
            command.env_remove(&*name);
        }
    }
    command
}

/// What became of a child.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exit status; `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    /// The signal that ended it.
    pub(crate) signal: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            signal: output.status.signal(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs the command to its end.
pub(crate) fn run(command: &mut Command) -> Ended {
    let output = command.output();
    output
        .unwrap_or_else(|error| panic!("{command:?}: {error}"))
        .into()
}

impl Ended {
    /// Asserts the exit status; shows everything when it differs.
    #[track_caller]
    pub(crate) fn assert_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Asserts that standard error holds the text, wherever its lines are wrapped.
    #[track_caller]
    pub(crate) fn assert_says(&self, text: &str) -> &Self {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words(&self.stderr).contains(&words(text)),
            "no {text:?} in {}",
            self.stderr
        );
        self
    }

    /// Asserts that not a word of a report was printed.
    #[track_caller]
    pub(crate) fn assert_quiet(&self) -> &Self {
        for stream in [&self.stdout, &self.stderr] {
            assert!(!stream.contains("perf-budget"), "{self:#?}");
            assert!(!stream.contains("perf budget"), "{self:#?}");
            assert!(!stream.contains("[perf]"), "{self:#?}");
        }
        self
    }

    /// The summary lines of the reports on standard error, one for each process that judged.
    pub(crate) fn summaries(&self) -> Vec<&str> {
        let lines = self.stderr.lines();
        lines
            .filter_map(|line| line.strip_prefix("perf-budget: "))
            .collect()
    }
}
