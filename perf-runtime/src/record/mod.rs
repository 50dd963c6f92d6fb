//! Floor 3: per-thread recorders, and the snapshot that merges them.
//!
//! A thread that calls a site for the first time makes a slot for it (`thread`); other threads see the slot through
//! `threads`. Samples never leave their slot until the thread ends or a snapshot asks (`take`).

mod context;
mod fork;
mod needs;
mod overhead;
mod process;
mod registry;
mod snapshot;
mod take;
mod thread;
mod threads;

pub use context::separate_by_thread_name;
pub(crate) use process::ProcessMark;
pub use registry::{Registered, sites};
pub use snapshot::{
    Bucket, ClockSnapshot, ContextSnapshot, Distribution, MemorySnapshot, ProcessSnapshot,
    SiteSnapshot, Snapshot,
};
pub(crate) use take::note_start;
pub use take::{Totals, snapshot, totals};
pub use thread::RECORDER;

/// Switches recording on or off for sites and threads that have not been met yet. Switched off before the first call,
/// an annotated function costs one failed look-up.
pub fn set_recording(on: bool) {
    crate::guard::local::set_recording(on);
}
