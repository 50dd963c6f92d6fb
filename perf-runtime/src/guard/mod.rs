//! Floor 2: guards, which open a sample when an annotated function is entered and close it however it is left.
//!
//! A guard finds its thread's [`Slot`](slot::Slot) for the site through a thread-local table, reads the clock last when
//! it opens and first when it closes, and appends the difference to the slot. There is no lock, no allocation and no
//! queue on that path. The first call of a site on a thread goes through the site's
//! [`Recorder`](crate::site::Recorder) to the floor above.

mod bucket;
mod cluster;
mod counts;
mod endless;
pub(crate) mod exact;
mod future;
mod heap;
mod histogram;
pub(crate) mod local;
#[cfg(all(test, loom))]
mod models;
mod pin;
mod rare;
pub(crate) mod raw;
mod samples;
mod sizes;
pub(crate) mod slot;
mod span;
pub(crate) mod sync;
pub(crate) mod tree;

pub(crate) use bucket::middle;
pub(crate) use counts::{Counts, Reading};
pub use endless::without_end;
pub(crate) use future::{TaskHeap, Timed};
pub use future::{never, never_from, timed_memory, timed_time};
pub use pin::held;
pub(crate) use sizes::{Sizes, locked as lock_sizes, watch};
pub use sizes::{observe, watches};
pub(crate) use slot::mark_wait;
pub(crate) use span::{Entry, Guard, MemoryGuard};
pub use span::{enter_memory, enter_time, measured};
