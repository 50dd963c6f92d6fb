//! The judgement of one limit, with the interval and the evidence it rests on.

use serde::{Deserialize, Serialize};

use crate::site::{Metric, Statistic};
use crate::stats::Estimate;
use crate::stats::growth::Point;
use crate::unit::Quantity;

/// What the evidence says of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The whole interval is below the limit.
    Within,
    /// The evidence cannot decide; the reason says what would.
    Inconclusive,
    /// The limit could not be measured; the reason says why. Fails the gate when the site was called.
    NotMeasured,
    /// The limit is broken.
    Over,
}

/// How far an excess is above its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Under `warning_percent` over: shown, does not fail by default.
    Notice,
    /// From `warning_percent` over: fails.
    Warning,
    /// Above `critical_percent` over, or anything over a limit of zero: fails.
    Critical,
}

/// The numbers a verdict rests on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Samples that decided.
    pub samples: u64,
    /// Looks taken: 1, and one more per re-examination in a fresh process.
    pub looks: u32,
    /// What was read: `wall`, `max(CPU, wall − run-queue wait)`, `ratio to reference`, `counting allocator` …
    pub clock: String,
    /// How the statistic is to be read: `typical (median of calls)`, `maximum after the first call of a thread` …
    pub statistic: String,
    /// Noise that was seen and other remarks, each a sentence with its figure.
    pub notes: Vec<String>,
    /// What each size cost, ascending, for limits on growth; empty for all others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Point>,
    /// Time of one round of the reference spin beside the samples, in nanoseconds, where it cancelled the machine's speed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_ns: Option<f64>,
    /// Retired user instructions of one call of the workload, where the machine counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<f64>,
}

/// The judgement of one limit of one site in one context.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The site's printed name.
    pub site: String,
    /// The source file of the site, as the compiler was told it.
    pub file: String,
    /// The line of the function's name, from 1.
    pub line: u32,
    /// The test it was judged in; empty for the whole process, or the workload's name.
    pub context: String,
    /// The attribute's key: `max_ms`.
    pub key: String,
    /// What is limited.
    pub metric: Metric,
    /// Which figure of it.
    pub statistic: Statistic,
    /// The limit.
    pub limit: Quantity,
    /// The measured figure with its interval, in the limit's unit; absent when nothing was measured.
    pub measured: Option<Estimate>,
    /// The judgement.
    pub outcome: Outcome,
    /// How bad, for `Over`.
    pub severity: Option<Severity>,
    /// `(value − limit) / limit` in percent, for `Over`; absent over a limit of zero. For time the interval's lower end counts.
    pub percent_over: Option<f64>,
    /// Why, in one sentence; empty for `Within`.
    pub reason: String,
    /// Whether the site was called in this context in a way that could measure the limit: what only workloads can judge is
    /// not called anywhere else.
    pub called: bool,
    /// What the judgement rests on.
    pub evidence: Evidence,
}
