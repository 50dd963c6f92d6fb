//! Floor 3: per-thread recorders, and the snapshot that merges them.

mod snapshot;

pub use snapshot::{
    Bucket, ClockSnapshot, ContextSnapshot, Distribution, MemorySnapshot, SiteSnapshot, Snapshot,
};
