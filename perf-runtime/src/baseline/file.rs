//! The committed file of baselines as data: who reads it checks it first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::figure::Figure;
use super::machine::Machine;
use crate::config::is_baseline_name;

/// The file's name at the workspace root.
pub const FILE: &str = "perf-baseline.json";

/// The version of the file's format.
pub const SCHEMA_VERSION: u32 = 1;

/// The baseline that is meant where nobody says otherwise.
pub const DEFAULT_NAME: &str = "main";

/// The whole file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baselines {
    /// The format's version, [`SCHEMA_VERSION`].
    pub schema: u32,
    /// Baselines by name.
    pub baselines: BTreeMap<String, Baseline>,
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
pub struct Baseline {
    /// When it was last accepted, RFC 3339.
    pub accepted: String,
    /// The commit that was measured, with a `+` where files were changed.
    pub commit: String,
    /// Where it was measured.
    pub machine: Machine,
    /// What was accepted, in the order of the figures' keys.
    pub figures: Vec<Figure>,
}

impl Baselines {
    /// What is wrong with a file that was read, if anything.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        if self.schema != SCHEMA_VERSION {
            return Some(format!(
                "it has schema version {}, version {SCHEMA_VERSION} is understood",
                self.schema
            ));
        }
        self.baselines
            .iter()
            .find_map(|(name, baseline)| baseline.problem(name))
    }
}

impl Baseline {
    fn problem(&self, name: &str) -> Option<String> {
        if !is_baseline_name(name) {
            return Some(format!("a baseline is called `{}`", name.escape_debug()));
        }
        if let Some(figure) = self.figures.iter().find(|figure| !is_sound(figure)) {
            return Some(format!(
                "the figure of `{}` in `{}` of baseline `{name}` contradicts itself",
                figure.site, figure.context
            ));
        }
        let mut pairs = self.figures.windows(2);
        let double = pairs.find(|pair| pair[0].key() >= pair[1].key())?;
        Some(format!(
            "the figures of baseline `{name}` are out of order or double at `{}`",
            double[1].site
        ))
    }
}

fn is_sound(figure: &Figure) -> bool {
    let measured = figure.measured;
    let ordered =
        0.0 <= measured.low && measured.low <= measured.value && measured.value <= measured.high;
    ordered && measured.high.is_finite()
}
