//! A child process in an environment of its own, and what became of it.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Variables that children may keep: what finds programs and toolchains, and what coverage of these tests needs.
const KEPT: &[&str] = &[
    "PATH",
    "HOME",
    "TMPDIR",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "LD_LIBRARY_PATH",
    "LLVM_PROFILE_FILE",
];

/// A command whose environment does not depend on who runs these tests.
pub(crate) fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null());
    for name in KEPT {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
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
