//! Where the time of workflows went, as data: the merged call tree in nanoseconds, and the runs.

use serde::{Deserialize, Serialize};

use crate::site::Kind;

/// What workflows are called whose names found no site of their own: names made of data are without number.
pub(crate) const OTHER_WORKFLOWS: &str = "(other workflows)";

/// The calls within workflows, aggregated over runs and threads.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CallTree {
    /// The sites that nodes speak of.
    pub sites: Vec<TreeSite>,
    /// Parents come before their children.
    pub nodes: Vec<TreeNode>,
    /// The runs of each workflow.
    pub runs: Vec<WorkflowRuns>,
    /// When the longest calls of the latest runs began and ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<TreeEvent>,
    /// Calls of those runs that are not among the events.
    #[serde(default)]
    pub events_left_out: u64,
    /// Calls that found no room for a node: they are part of their callers' own time.
    pub calls_without_node: u64,
    /// Phases that were still open when what surrounds them ended.
    pub unbalanced_phases: u64,
}

/// One call on a time line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TreeEvent {
    /// The thread, counted from 0 in the order in which threads first ran a workflow.
    pub thread: u32,
    /// The place of its site in [`CallTree::sites`].
    pub site: usize,
    /// Calls, phases and workflows around it.
    pub level: u32,
    /// Start, in nanoseconds since the first event.
    pub start_ns: f64,
    /// From start to end, in nanoseconds.
    pub duration_ns: f64,
}

/// A site of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeSite {
    /// The printed name.
    pub path: String,
    /// The source file.
    pub file: String,
    /// Line of the function's name, from 1.
    pub line: u32,
    /// What is measured.
    pub kind: Kind,
    /// The limit on the time of a typical call, in nanoseconds, if there is one.
    pub limit_ns: Option<f64>,
}

/// A site below the sites that were open when it was called.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TreeNode {
    /// The place of the node above; absent for what stands at the top.
    pub parent: Option<usize>,
    /// The place of its site in [`CallTree::sites`].
    pub site: usize,
    /// Calls; recursive ones count with the outermost.
    pub calls: u64,
    /// Of these, calls that panicked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub panics: u64,
    /// Time on the threads of the calls, with what they called there, in nanoseconds.
    pub inclusive_ns: f64,
    /// The same without what they called.
    pub self_ns: f64,
    /// Standard error of `self_ns` as the spread of its calls shows it, squared; absent for fewer than two calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_variance: Option<f64>,
    /// The longest call, in nanoseconds.
    pub longest_ns: f64,
    /// Allocations, with those of what was called; 0 where the heap is not counted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub allocations: u64,
    /// Bytes allocated, likewise.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bytes: u64,
    /// Allocations without those of what was called.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub self_allocations: u64,
    /// Bytes allocated, likewise.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub self_bytes: u64,
    /// Largest live heap above the level at entry, in bytes; of phases and runs of guards only.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub peak_bytes: u64,
    /// What the scheduler's clocks say: of phases and workflows only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduler: Option<SchedulerTime>,
    /// Time during which futures were not polled, in nanoseconds.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub idle_ns: f64,
    /// Time that other threads worked for this node through a handle, in nanoseconds.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub carried_ns: f64,
    /// Own time during which the thread waited for a processor that others had, in nanoseconds. Found at the ends of calls,
    /// a millisecond apart at least: a wait of less than that may be counted for a part beside the one that it hit.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub crowded_ns: f64,
    /// The same for sleep, locks, input and output.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub blocked_ns: f64,
}

/// Where the wall time of a phase or workflow went on its own thread.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct SchedulerTime {
    /// Wall time during which the clocks were read, in nanoseconds.
    pub wall_ns: f64,
    /// CPU time of the thread, in nanoseconds.
    pub cpu_ns: f64,
    /// Wait for a processor, in nanoseconds.
    pub wait_ns: f64,
}

impl SchedulerTime {
    /// Time that the thread neither ran nor waited for a processor: sleep, locks, input and output; in nanoseconds.
    #[must_use]
    pub fn blocked_ns(&self) -> f64 {
        (self.wall_ns - self.cpu_ns - self.wait_ns).max(0.0)
    }
}

/// How the runs of a workflow ended, and how long they took.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct WorkflowRuns {
    /// The place of the workflow in [`CallTree::sites`].
    pub site: usize,
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
    /// Uses of a handle after its run had ended.
    pub late_handles: u64,
    /// Sum of the times from start to end, in nanoseconds.
    pub elapsed_ns: f64,
    /// Sum of their squares.
    pub elapsed_squares: f64,
    /// The shortest run, in nanoseconds.
    pub shortest_ns: f64,
    /// The longest run, in nanoseconds.
    pub longest_ns: f64,
}

impl WorkflowRuns {
    /// All runs.
    #[must_use]
    pub const fn runs(&self) -> u64 {
        self.ok
            .saturating_add(self.errors)
            .saturating_add(self.unknown)
            .saturating_add(self.panicked)
            .saturating_add(self.cancelled)
    }
}

const fn is_zero(count: &u64) -> bool {
    *count == 0
}

fn is_nothing(ns: &f64) -> bool {
    *ns == 0.0
}
