//! Names the run that a process belongs to, and the process within it.

use std::time::{SystemTime, UNIX_EPOCH};

use super::facts::Facts;
use crate::config::RunId;

/// Where the name of a run comes from, most explicit first.
pub(super) struct Sources<'a> {
    /// `PERF_BUDGET_RUN`.
    pub(super) asked: Option<&'a RunId>,
    /// `NEXTEST_RUN_ID`.
    pub(super) nextest: Option<String>,
    /// The process.
    pub(super) facts: &'a Facts,
    /// When the process started.
    pub(super) started: SystemTime,
}

/// The run: the one asked for, nextest's, the `cargo` above, else this process alone.
///
/// All test binaries and doctests of one `cargo test` have the same `cargo` above them, however many runners and shells
/// stand between; its number and start time together never come back.
pub(super) fn of_run(sources: &Sources<'_>) -> RunId {
    if let Some(run) = sources.asked {
        return run.clone();
    }
    let nextest = sources.nextest.as_ref();
    if let Some(run) = nextest.and_then(|id| RunId::new(id.clone()).ok()) {
        return run;
    }
    let cargo = sources.facts.ancestors().iter().find(|above| {
        let name = above.exe.file_stem().unwrap_or_default();
        // Some distributions wrap the tools in scripts and keep the real ones under such names.
        name == "cargo" || name == ".cargo-wrapped"
    });
    let name = match cargo {
        Some(cargo) => format!("cargo-{}-{}", cargo.started, cargo.pid),
        None => format!(
            "alone-{}-{}",
            since_epoch(sources.started).as_secs(),
            sources.facts.pid
        ),
    };
    RunId::new(name).expect("digits and dashes name a run")
}

/// A name for the process that no other process of any run has: program, number and start.
pub(super) fn of_process(facts: &Facts, started: SystemTime) -> String {
    let program = facts.program();
    let plain = program.chars().take(LONGEST_PROGRAM).map(|c| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    });
    let program: String = plain.collect();
    format!(
        "{program}-{}-{}",
        facts.pid,
        since_epoch(started).as_micros()
    )
}

/// Leaves room for the rest of a file name within the 255 bytes that file systems allow.
const LONGEST_PROGRAM: usize = 120;

fn since_epoch(time: SystemTime) -> std::time::Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::ancestry::Ancestor;
    use std::time::Duration;

    fn below(above: &[(&str, u32)]) -> Facts {
        let ancestor = |&(exe, pid): &(&str, u32)| Ancestor {
            pid,
            started: 1_700_000_000,
            exe: exe.into(),
        };
        Facts::assembled(
            "/p/it.x-0123456789abcdef",
            &[],
            above.iter().map(ancestor).collect(),
        )
    }

    fn named(asked: Option<&str>, nextest: Option<&str>, facts: &Facts) -> String {
        let asked = asked.map(|name| RunId::new(name).unwrap());
        let sources = Sources {
            asked: asked.as_ref(),
            nextest: nextest.map(str::to_owned),
            facts,
            started: UNIX_EPOCH + Duration::from_millis(1_600_000_000_250),
        };
        of_run(&sources).to_string()
    }

    #[test]
    fn the_most_explicit_name_wins() {
        let facts = below(&[("/bin/sh", 9), ("/bin/cargo", 8), ("/bin/cargo", 7)]);
        assert_eq!(named(Some("mine"), Some("uuid"), &facts), "mine");
        assert_eq!(named(None, Some("uuid-1"), &facts), "uuid-1");
        assert_eq!(named(None, None, &facts), "cargo-1700000000-8");
    }

    #[test]
    fn a_name_from_elsewhere_that_could_leave_the_folder_is_passed_over() {
        let facts = below(&[("/bin/cargo", 8)]);
        assert_eq!(named(None, Some("../x"), &facts), "cargo-1700000000-8");
    }

    #[test]
    fn without_cargo_above_a_process_is_a_run_of_its_own() {
        assert_eq!(
            named(None, None, &below(&[("/bin/bash", 9)])),
            "alone-1600000000-4711"
        );
    }

    #[test]
    fn a_process_is_named_by_program_number_and_start() {
        let started = UNIX_EPOCH + Duration::from_micros(12);
        assert_eq!(
            of_process(&below(&[]), started),
            "it_x-0123456789abcdef-4711-12"
        );
    }
}
