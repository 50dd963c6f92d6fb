//! Floor 3: per-thread recorders, and the snapshot that merges them.
//!
//! A thread that calls a site for the first time makes a slot for it (`thread`); other threads see the slot through
//! `threads`. Samples never leave their slot until the thread ends or a snapshot asks (`take`).

mod call_tree;
mod calls;
mod context;
mod fork;
mod needs;
mod overhead;
mod process;
mod registry;
mod runs;
mod since;
mod snapshot;
mod take;
mod take_tree;
mod thread;
mod threads;
mod tree;

pub(crate) use call_tree::OTHER_WORKFLOWS;
pub use call_tree::{CallTree, SchedulerTime, TreeEvent, TreeNode, TreeSite, WorkflowRuns};
pub(crate) use calls::{CallsInRun, forget_calls};
pub use context::separate_by_thread_name;
pub(crate) use process::ProcessMark;
pub(crate) use registry::announce;
pub use registry::{Registered, sites};
pub(crate) use runs::{RunStatus, count_late, count_run, latest_runs};
pub use since::{Totals, totals};
pub(crate) use since::{added, added_here, contexts_since, mark};
pub use snapshot::{
    Bucket, CallsPerRun, ClockSnapshot, ContextSnapshot, Distribution, MemorySnapshot,
    ProcessSnapshot, SiteSnapshot, Snapshot,
};
pub use take::snapshot;
pub(crate) use take::{exact_mean_ns, note_start, overhead_ns, resolution_ns};
pub use thread::RECORDER;
pub(crate) use thread::{has_tree, life};

pub(crate) use crate::guard::local::stop_recording;
