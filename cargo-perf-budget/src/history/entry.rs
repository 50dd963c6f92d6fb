//! One check as it is kept.

use std::time::{SystemTime, UNIX_EPOCH};

use perf_runtime::baseline::Figure;
use perf_runtime::report::Report;
use serde::{Deserialize, Serialize};

use crate::baseline::Machine;
use crate::exit::Exit;
use crate::workspace::Commit;

/// One check: when, of what, where, and its figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// The format's version, [`super::schema::VERSION`].
    pub(crate) schema: u32,
    /// The run's name, which never comes back.
    pub(crate) run: String,
    /// Milliseconds since 1970 (UTC).
    pub(crate) at_unix_ms: u64,
    /// The commit's full hash, or empty.
    pub(crate) commit: String,
    pub(crate) branch: String,
    /// Whether files differed from the commit.
    pub(crate) dirty: bool,
    pub(crate) machine: Machine,
    pub(crate) exit_status: u8,
    pub(crate) figures: Vec<Figure>,
}

/// The last millisecond that a date of four digits can name; what lies behind it would be the newest check for ever.
const LATEST_UNIX_MS: u64 = 253_402_300_799_999;

/// Milliseconds since 1970 (UTC), by this machine's clock.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(u64::MAX)
}

impl Entry {
    /// The check that made this report, now.
    pub(crate) fn now(run: &str, commit: Commit, report: &Report, exit: Exit) -> Self {
        Self {
            schema: super::schema::VERSION,
            run: run.to_owned(),
            at_unix_ms: now(),
            commit: commit.hash,
            branch: commit.branch,
            dirty: commit.dirty,
            machine: report.machine(),
            exit_status: exit.code(),
            figures: report.kept_figures(),
        }
    }

    /// What is wrong with an entry from elsewhere, if anything.
    pub(crate) fn problem(&self) -> Option<String> {
        if self.schema != super::schema::VERSION {
            return Some(format!(
                "it has schema version {}, this cargo-perf-budget reads version {}",
                self.schema,
                super::schema::VERSION
            ));
        }
        if self.run.is_empty() {
            return Some("it names no run".to_owned());
        }
        if self.at_unix_ms > LATEST_UNIX_MS {
            return Some("its time is out of range".to_owned());
        }
        let sound = |figure: &&Figure| {
            let measured = figure.measured;
            let values = [measured.low, measured.value, measured.high];
            values.iter().all(|value| value.is_finite()) && values.is_sorted()
        };
        let bad = self.figures.iter().find(|figure| !sound(figure))?;
        Some(format!("the figure of `{}` contradicts itself", bad.site))
    }
}
