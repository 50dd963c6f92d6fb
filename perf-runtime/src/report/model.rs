//! The report as data: what ran where, which sites were measured, what was judged.

use serde::{Deserialize, Serialize};

use super::against::AgainstRecord;
use super::environment::Environment;
use super::flow::WorkflowReport;
use crate::alert::Alert;
use crate::budget::{Gate, Policy, Verdict, gate};
use crate::record::{CallTree, ContextSnapshot};
use crate::site::{Kind, Metric, Statistic};

/// The version of the report's format; readers refuse every other.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything that is known of one run, or of several that were merged.
///
/// `verdicts`, `alerts`, `workflows` and `remarks` follow from the other fields and are made anew when reports merge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The format's version, [`SCHEMA_VERSION`].
    pub schema: u32,
    /// The processes this report speaks of, oldest first.
    pub runs: Vec<Run>,
    /// The distinct environments they ran in.
    pub environments: Vec<Environment>,
    /// Every registered site with its recorded figures.
    pub sites: Vec<SiteRecord>,
    /// Verdicts of workloads, which rest on repeated looks and cannot be made again from `sites`.
    pub decided: Vec<Verdict>,
    /// The calls within workflows; empty in reports of versions that did not keep them.
    #[serde(default)]
    pub tree: CallTree,
    /// What recorders and probes had to say, each a sentence.
    pub notes: Vec<String>,
    /// All verdicts: those made from `sites`, then `decided`.
    pub verdicts: Vec<Verdict>,
    /// The verdicts worth telling, the worst first, one for each limit of a site.
    pub alerts: Vec<Alert>,
    /// Where the time of workflows went, the longest first.
    #[serde(default)]
    pub workflows: Vec<WorkflowReport>,
    /// What the report says of itself: differences between environments, an unoptimised build.
    pub remarks: Vec<String>,
}

impl Report {
    /// The answer that a build needs.
    #[must_use]
    pub fn gate(&self, policy: &Policy) -> Gate {
        gate(self.sites.len(), &self.verdicts, policy)
    }
}

/// One process.
#[derive(Debug, Clone, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
pub struct Run {
    /// Start of the process, in milliseconds since 1970 (UTC).
    pub started_unix_ms: u64,
    /// The run it belongs to; all processes of one `cargo test` share it.
    pub id: String,
    /// The process id.
    pub process: u32,
    /// From start to report, in milliseconds.
    pub duration_ms: f64,
    /// The command line.
    pub command: Vec<String>,
}

/// An annotated function with its limits and its figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteRecord {
    /// The printed name: the label, or the function's path.
    pub path: String,
    /// `krate::module::Type::function`.
    pub function_path: String,
    /// The source file, as the compiler was told it.
    pub file: String,
    /// Line of the function's name, from 1.
    pub line: u32,
    /// The cargo package, or empty outside cargo.
    pub package: String,
    /// What is measured.
    pub kind: Kind,
    /// The owner given in the attribute, or empty.
    pub owner: String,
    /// The tags given in the attribute.
    pub tags: Vec<String>,
    /// From this many percent over its limit a verdict is a warning.
    pub warning_percent: f64,
    /// From more than this many percent over its limit a verdict is critical.
    pub critical_percent: f64,
    /// The limits that hold.
    pub limits: Vec<LimitRecord>,
    /// Promises against accepted baselines.
    #[serde(default, skip_serializing_if = "AgainstRecord::is_nothing")]
    pub against: AgainstRecord,
    /// The recorded figures, apart for each test; empty when the site was never called.
    pub contexts: Vec<ContextSnapshot>,
}

/// A declared limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LimitRecord {
    /// What is limited.
    pub metric: Metric,
    /// Which figure of it.
    pub statistic: Statistic,
    /// The limit in the metric's base unit: nanoseconds, bytes, or a count.
    pub value: f64,
    /// The attribute's key: `max_ms`.
    pub key: String,
    /// The declared value's source text.
    pub written: String,
    /// Where the value is not the declared one: what it was, and who changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<ChangedRecord>,
}

/// Why a limit is not the declared one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangedRecord {
    /// The declared limit in the metric's base unit.
    pub declared: f64,
    /// The machine class that changes it.
    pub class: String,
}
