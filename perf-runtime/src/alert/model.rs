//! An alert as data.

use serde::{Deserialize, Serialize};

use super::action::Action;
use crate::budget::{Estimate, Severity};
use crate::site::Metric;
use crate::unit::Quantity;

/// How loud an alert is, the loudest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The data could not decide.
    Inconclusive,
    /// A little over.
    Notice,
    /// A limit that could not be read.
    NotMeasured,
    /// Over.
    Warning,
    /// Far over.
    Critical,
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Notice => Self::Notice,
            Severity::Warning => Self::Warning,
            Severity::Critical => Self::Critical,
        }
    }
}

/// A verdict worth telling; a site that was not called is none. Where several contexts have one on the same limit, the worst is told and the others counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// How loud.
    pub level: Level,
    /// The site's printed name.
    pub site: String,
    /// The source file.
    pub file: String,
    /// The line of the function's name.
    pub line: u32,
    /// The test or workload it was seen in; empty for the whole process.
    pub context: String,
    /// Other contexts with an alert on the same limit.
    pub other_contexts: Vec<String>,
    /// The attribute's key: `max_ms`.
    pub key: String,
    /// What is limited.
    pub metric: Metric,
    /// The limit.
    pub limit: Quantity,
    /// The measured figure with its interval, in the limit's unit; absent when nothing was measured.
    pub measured: Option<Estimate>,
    /// `(value − limit) / limit` in percent; absent over a limit of zero and when not over.
    pub percent_over: Option<f64>,
    /// Why, in one sentence.
    pub reason: String,
    /// What the verdict rests on, each a sentence with its figure.
    pub evidence: Vec<String>,
    /// What to look at, each with the datum that suggests it.
    pub actions: Vec<Action>,
}
