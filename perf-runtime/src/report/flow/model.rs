//! The report on one workflow as data.

use serde::{Deserialize, Serialize};

use crate::record::WorkflowRuns;

/// Where the time and the memory of a workflow went, over all its runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkflowReport {
    /// The workflow's printed name.
    pub path: String,
    /// The source file.
    pub file: String,
    /// Line of the workflow's name, from 1.
    pub line: u32,
    /// How its runs ended, and how long they took.
    pub runs: RunCounts,
    /// Time of all threads on the workflow and what it called, in nanoseconds: what shares are shares of.
    pub total_ns: f64,
    /// The limit on the time of a typical run, in nanoseconds, if there is one.
    pub limit_ns: Option<f64>,
    /// The tree from the top down, siblings by falling time, small parts left out.
    pub rows: Vec<FlowRow>,
    /// Parts that were left out.
    pub left_out: u64,
    /// From the workflow down: always the part that takes the most.
    pub critical_path: Vec<FlowStep>,
    /// Parts that may spend less than the parts inside them are allowed to.
    pub overcommitted: Vec<Overcommitted>,
    /// What costs most, the worst first.
    pub bottlenecks: Vec<Bottleneck>,
}

/// How the runs of a workflow ended.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct RunCounts {
    /// Runs that came to their end without an error.
    pub ok: u64,
    /// Runs that returned an error.
    pub errors: u64,
    /// Runs of which nobody knows what they returned: left by some `return`s, or kept open by a guard.
    pub unknown: u64,
    /// Runs that panicked.
    pub panicked: u64,
    /// Futures dropped before they were ready.
    pub cancelled: u64,
    /// The mean time from start to end, in nanoseconds; 0 where the workflow ran inside another only.
    pub mean_ns: f64,
    /// The shortest and the longest run, in nanoseconds.
    pub range_ns: (f64, f64),
}

impl From<&WorkflowRuns> for RunCounts {
    fn from(runs: &WorkflowRuns) -> Self {
        let all = runs.runs().max(1) as f64;
        Self {
            ok: runs.ok,
            errors: runs.errors,
            unknown: runs.unknown,
            panicked: runs.panicked,
            cancelled: runs.cancelled,
            mean_ns: runs.elapsed_ns / all,
            range_ns: (runs.shortest_ns, runs.longest_ns),
        }
    }
}

impl RunCounts {
    /// All runs.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.ok
            .saturating_add(self.errors)
            .saturating_add(self.unknown)
            .saturating_add(self.panicked)
            .saturating_add(self.cancelled)
    }
}

/// A part of the tree that is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowRow {
    /// 0 for the workflow itself.
    pub depth: usize,
    /// The part's name; of a phase, what `phase!` calls it.
    pub name: String,
    /// Calls in all runs.
    pub calls: u64,
    /// Time with what it called, in nanoseconds.
    pub inclusive_ns: f64,
    /// Time without, in nanoseconds.
    pub self_ns: f64,
    /// `inclusive_ns` as a share of the workflow's total.
    pub share: f64,
    /// Bytes allocated, with what it called.
    pub bytes: u64,
    /// Time that other threads worked for this part, in nanoseconds.
    pub carried_ns: f64,
}

/// A step down the critical path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowStep {
    /// The part's name.
    pub name: String,
    /// Mean time of a call, in nanoseconds.
    pub per_call_ns: f64,
    /// What its limit leaves, in nanoseconds: negative when it is broken; absent without a limit.
    pub slack_ns: Option<f64>,
}

/// A part whose limit is smaller than the limits of what it calls, taken as often as it calls them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overcommitted {
    /// The part's name.
    pub name: String,
    /// Its limit, in nanoseconds.
    pub limit_ns: f64,
    /// The sum of the limits inside, in nanoseconds.
    pub inside_ns: f64,
}

/// What makes a part costly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BottleneckKind {
    /// It computes.
    Cpu,
    /// It waits: sleep, locks, input and output, other tasks.
    Waiting,
    /// It allocates.
    Memory,
}

/// A part that costs much by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// What makes it costly.
    pub kind: BottleneckKind,
    /// The names from the workflow down to the part, the workflow left out.
    pub path: Vec<String>,
    /// Its own time in nanoseconds, or its own bytes.
    pub value: f64,
    /// What it takes of the workflow's time, or of its bytes.
    pub share: f64,
    /// The interval of `share`, where calls enough tell how far it can be off: what the whole would gain if the part
    /// cost nothing. The lower end is 0 where other threads work meanwhile.
    pub gain: Option<(f64, f64)>,
    /// The figure behind.
    pub datum: String,
    /// What to look at, where the figure says so.
    pub advice: Option<String>,
}
