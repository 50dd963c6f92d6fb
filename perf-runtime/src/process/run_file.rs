//! What a report says of the process it comes from, and the file it is kept in.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::facts::Facts;
use super::hook::start;
use super::run_name;
use super::store::{self, StoreError};
use crate::config::{Config, RunId};

/// What a report says of the process it comes from.
#[derive(Debug, Clone)]
pub(crate) struct ProcessInfo {
    /// The run that the process belongs to.
    pub(crate) run: RunId,
    /// The name of the process within its run: program, number and start.
    pub(crate) process: String,
    /// The command line, argument by argument.
    pub(crate) command: Vec<String>,
    /// When the process started.
    pub(crate) started: SystemTime,
    /// How long it has run so far.
    pub(crate) duration: Duration,
}

impl ProcessInfo {
    /// What is known of this process.
    pub(super) fn new(config: &Config, facts: &Facts) -> Self {
        let start = start();
        let sources = run_name::Sources {
            asked: config.run.as_ref(),
            nextest: std::env::var("NEXTEST_RUN_ID").ok(),
            facts,
            started: start.time,
        };
        Self {
            run: run_name::of_run(&sources),
            process: run_name::of_process(facts, start.time),
            command: facts.command(),
            started: start.time,
            duration: start.instant.elapsed(),
        }
    }
}

/// Keeps the report of this process as a run file, and the newest runs only; `None` outside cargo when no folder was
/// asked for.
pub(super) fn keep(
    config: &Config,
    facts: &Facts,
    info: &ProcessInfo,
    report: &str,
) -> Result<Option<PathBuf>, StoreError> {
    let Some(runs) = store::runs_folder(config, &facts.exe) else {
        return Ok(None);
    };
    let written = store::write_run_file(&runs, &info.run, &info.process, report)?;
    if written.starts_run {
        store::remove_old_runs(&runs, store::NEWEST_KEPT, &info.run);
    }
    Ok(Some(written.path))
}
