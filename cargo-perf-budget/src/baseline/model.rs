//! What is kept of an accepted run.

use std::collections::BTreeMap;
use std::fmt;

use perf_runtime::baseline::Figure;
use perf_runtime::report::{Environment, Report};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::workspace::Commit;

/// The version of the file's format.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baselines {
    pub(crate) schema: u32,
    pub(crate) baselines: BTreeMap<String, Baseline>,
}

impl Default for Baselines {
    fn default() -> Self {
        Self {
            schema: SCHEMA_VERSION,
            baselines: BTreeMap::new(),
        }
    }
}

/// One accepted run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    /// When it was last accepted, RFC 3339.
    pub(crate) accepted: String,
    /// The commit that was measured, with a `+` where files were changed.
    pub(crate) commit: String,
    /// Where it was measured.
    pub(crate) machine: Machine,
    /// What was accepted, in the order of the figures' keys.
    pub(crate) figures: Vec<Figure>,
}

/// What two runs must share before their times are compared.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Machine {
    /// The processor's model; several when the run was merged from different machines.
    pub(crate) processor: String,
    pub(crate) cores: u64,
    pub(crate) opt_level: String,
    pub(crate) debug_assertions: bool,
    /// Told, not compared: a new compiler is a reason for a regression, not an excuse.
    pub(crate) rustc: String,
}

impl Machine {
    /// The machine that a report comes from.
    pub(crate) fn of(report: &Report) -> Self {
        let all = |fact: fn(&Environment) -> String| {
            let mut facts: Vec<String> = report.environments.iter().map(fact).collect();
            facts.sort();
            facts.dedup();
            facts.join(" / ")
        };
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            processor: words(&all(|environment| environment.cpu.clone())),
            cores: report
                .environments
                .iter()
                .map(|e| e.cores)
                .max()
                .unwrap_or(0),
            opt_level: all(|environment| environment.opt_level.clone()),
            debug_assertions: report.environments.iter().any(|e| e.debug_assertions),
            rustc: all(|environment| environment.rustc.clone()),
        }
    }

    /// Why times of the two cannot be compared; `None` where they can.
    pub(crate) fn times_differ(&self, other: &Self) -> Option<String> {
        let facts = [
            ("processor", &self.processor, &other.processor),
            (
                "number of cores",
                &self.cores.to_string(),
                &other.cores.to_string(),
            ),
            ("optimisation level", &self.opt_level, &other.opt_level),
            (
                "debug assertions",
                &self.debug_assertions.to_string(),
                &other.debug_assertions.to_string(),
            ),
        ];
        let different = facts.iter().find(|(_, ours, theirs)| ours != theirs);
        different
            .map(|(fact, ours, theirs)| format!("another {fact}: `{ours}` then, `{theirs}` now"))
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let processor = if self.processor.is_empty() {
            "unknown processor"
        } else {
            &self.processor
        };
        write!(
            f,
            "{processor}, {} cores, opt-level {}",
            self.cores, self.opt_level
        )
    }
}

impl Baseline {
    /// A baseline of these figures, accepted now.
    pub(crate) fn now(commit: &Commit, report: &Report, figures: Vec<Figure>) -> Self {
        let now = OffsetDateTime::now_utc()
            .replace_nanosecond(0)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Self {
            accepted: now.format(&Rfc3339).unwrap_or_default(),
            commit: commit.short(),
            machine: Machine::of(report),
            figures,
        }
    }
}

/// A baseline's name: it stands in files and on command lines.
pub(crate) fn name(text: &str) -> Result<(), Fault> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    if !text.is_empty() && text.len() <= 100 && text.chars().all(plain) && !text.starts_with('-') {
        return Ok(());
    }
    let what = format!("`{}` cannot name a baseline", text.escape_debug());
    Err(Fault::new(Exit::BadConfig, what)
        .remedy("use up to 100 letters, digits, `.`, `_`, `-` and `/`"))
}
