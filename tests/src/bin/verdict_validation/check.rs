//! One check: a fresh process of the harness, and what its run file says.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use perf_runtime::budget::{Outcome, Severity, Verdict};
use perf_runtime::report::Report;
use tempfile::TempDir;

use crate::subject;

/// What one check said.
pub(crate) struct Checked {
    pub(crate) outcome: Outcome,
    pub(crate) severity: Option<Severity>,
    /// Time of a call at the usual speed; absent when nothing was measured.
    pub(crate) value_ns: Option<f64>,
    /// From the start of the process to its end.
    pub(crate) took_ms: f64,
    pub(crate) reason: String,
}

/// Checks in processes that share one memory of the machine's speed, apart from the user's own.
pub(crate) struct Checker {
    cache: TempDir,
}

impl Checker {
    pub(crate) fn new() -> Self {
        Self {
            cache: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// Judges a subject against a limit.
    pub(crate) fn check(&self, name: &str, limit_ns: f64) -> Checked {
        let runs = tempfile::tempdir().expect("a temporary folder");
        let start = Instant::now();
        let output = Command::new(env::current_exe().expect("this executable"))
            .envs(subject::environment(name, limit_ns))
            .env("XDG_CACHE_HOME", self.cache.path())
            .env("PERF_BUDGET", "report")
            .env("PERF_BUDGET_DIR", runs.path())
            .stdin(Stdio::null())
            .output()
            .expect("a check");
        let took_ms = start.elapsed().as_secs_f64() * 1e3;
        let verdict = verdict_below(runs.path()).unwrap_or_else(|| {
            panic!(
                "{name} left no verdict:\n{}",
                String::from_utf8_lossy(&output.stderr)
            )
        });
        Checked {
            outcome: verdict.outcome,
            severity: verdict.severity,
            value_ns: verdict.measured.map(|estimate| estimate.value),
            took_ms,
            reason: verdict.reason,
        }
    }

    /// The median wall time of 30 calls in a fresh process, in nanoseconds.
    pub(crate) fn plain(&self, name: &str) -> f64 {
        self.numbers("plain", name)[0]
    }

    /// The samples that change detection compares, from a fresh process, in nanoseconds.
    pub(crate) fn samples(&self, name: &str) -> Vec<f64> {
        self.numbers("samples", name)
    }

    fn numbers(&self, what: &str, name: &str) -> Vec<f64> {
        let output = Command::new(env::current_exe().expect("this executable"))
            .args([what, name])
            .output()
            .expect("a timing");
        let text = String::from_utf8(output.stdout).expect("text");
        let lines = text.lines();
        lines.map(|line| line.parse().expect("a time")).collect()
    }
}

/// The verdict of the one run file that has one: further looks leave files without.
fn verdict_below(folder: &Path) -> Option<Verdict> {
    let mut entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    entries.find_map(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return verdict_below(&path);
        }
        let text = fs::read_to_string(path).ok()?;
        Report::from_json(&text).ok()?.decided.into_iter().next()
    })
}
