//! Runs a crate's own tests, and reads from their runner which passed and how long they took.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use super::crates::Subject;

/// How often the tests are run; the fastest run counts.
const RUNS: usize = 3;

/// What became of a suite.
pub(super) struct Outcome {
    /// The names of the tests that passed, each with a number where several targets have one of that name.
    pub(super) passed: BTreeSet<String>,
    /// Whether cargo was satisfied, which includes the budgets.
    pub(super) succeeded: bool,
    /// Seconds that the tests took, compiling and examples left out.
    pub(super) seconds: f64,
}

/// Builds the tests of the bare crate.
///
/// # Errors
///
/// When they do not build: then there is nothing to compare with.
pub(super) fn build(copy: &Path, subject: &Subject, home: &Path) -> Result<(), String> {
    let built = cargo(copy, home)
        .args(["test", "--no-run", "--tests"])
        .status();
    match built {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("the tests of {} do not build bare", subject.name)),
        Err(error) => Err(format!("cargo does not run: {error}")),
    }
}

/// Runs the tests of both copies by turns, so that what else the machine does meets both.
///
/// # Errors
///
/// When cargo cannot be run.
pub(super) fn run(
    copies: [&Path; 2],
    subject: &Subject,
    home: &Path,
) -> Result<[Outcome; 2], String> {
    let both = |targets| -> Result<[Outcome; 2], String> {
        Ok([
            once(copies[0], home, targets)?,
            once(copies[1], home, targets)?,
        ])
    };
    let mut whole = both("--tests")?;
    for _ in 1..RUNS {
        for (whole, again) in whole.iter_mut().zip(both("--tests")?) {
            whole.seconds = whole.seconds.min(again.seconds);
            // A test that does not pass each time passes by chance.
            whole.passed = &whole.passed & &again.passed;
            whole.succeeded &= again.succeeded;
        }
    }
    if subject.with_examples {
        for (whole, examples) in whole.iter_mut().zip(both("--doc")?) {
            whole.passed.extend(examples.passed);
            whole.succeeded &= examples.succeeded;
        }
    }
    Ok(whole)
}

fn once(copy: &Path, home: &Path, targets: &str) -> Result<Outcome, String> {
    let mut command = cargo(copy, home);
    command.args(["test", "--no-fail-fast", targets]);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo does not run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(Outcome {
        passed: passed(&text),
        succeeded: output.status.success(),
        seconds: seconds(&text),
    })
}

fn cargo(copy: &Path, home: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", home.join("target"))
        .env("CARGO_TERM_COLOR", "never")
        // Nobody debugs these, and there are many of them.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_TEST_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .env("PERF_BUDGET_DIR", home.join("runs"))
        .stdin(Stdio::null());
    command
}

/// The tests that passed.
fn passed(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let lines = text.lines().filter_map(|line| {
        let name = line.strip_prefix("test ")?.strip_suffix(" ... ok")?;
        // Examples are named after their line, which is the same in both.
        Some(name.to_owned())
    });
    for name in lines {
        let numbered = (2..).map(|number| format!("{name} #{number}"));
        let free = std::iter::once(name.clone())
            .chain(numbered)
            .find(|name| !names.contains(name));
        names.extend(free);
    }
    names
}

/// The sum of what the runner says that its targets took.
fn seconds(text: &str) -> f64 {
    let summaries = text
        .lines()
        .filter(|line| line.starts_with("test result: "));
    summaries
        .filter_map(|line| {
            let (_, time) = line.rsplit_once("finished in ")?;
            time.strip_suffix('s')?.parse::<f64>().ok()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::{passed, seconds};

    const TEXT: &str = "
running 3 tests
test a ... ok
test b ... FAILED
test c ... ignored
test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.25s

running 1 test
test a ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s
";

    #[test]
    fn what_the_runner_says() {
        let passed: Vec<String> = passed(TEXT).into_iter().collect();
        assert_eq!(passed, ["a", "a #2"]);
        assert!((seconds(TEXT) - 1.75).abs() < 1e-9);
    }
}
