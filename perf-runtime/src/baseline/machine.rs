//! What two runs must share before their times are compared.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A machine and a build, as far as they decide over times.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The processor's model; several when the run was merged from different machines.
    pub processor: String,
    /// Processors that the processes could use.
    pub cores: u64,
    /// How perf-runtime was compiled.
    pub opt_level: String,
    /// Whether debug assertions were compiled in.
    pub debug_assertions: bool,
    /// Told, not compared: a new compiler is a reason for a regression, not an excuse.
    pub rustc: String,
}

impl Machine {
    /// Why times of the two cannot be compared; `None` where they can.
    #[must_use]
    pub fn times_differ(&self, other: &Self) -> Option<String> {
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
