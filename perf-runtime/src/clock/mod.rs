//! Floor 1: the clock that samples are read from, and what a tick is worth.
//!
//! Samples are differences of raw ticks; only a snapshot converts them. On x86-64 with an invariant time-stamp
//! counter a tick is one count of it (17 ns for a start–stop pair where `Instant` needs 45), elsewhere a nanosecond of
//! the monotonic clock.

mod calibrate;
#[cfg_attr(all(target_arch = "x86_64", not(miri)), path = "tsc.rs")]
#[cfg_attr(not(all(target_arch = "x86_64", not(miri))), path = "monotonic.rs")]
mod source;

pub use calibrate::{Scale, name};

/// The current reading, in ticks. Not ordered against the code around it: see `guard::pin`.
#[inline(always)]
#[must_use]
pub fn now() -> u64 {
    source::now()
}

/// As [`now`], without asking whether the source can be trusted: the answer is in each slot.
#[inline(always)]
pub(crate) fn direct() -> u64 {
    source::direct()
}

/// Whether [`direct`] agrees with [`now`]. Chooses the source the first time.
pub(crate) fn is_direct() -> bool {
    calibrate::anchor();
    source::is_direct()
}

/// As [`direct`], when all that stands before has been done and nothing that stands behind has begun. Takes twice as
/// long, and makes the code around it wait.
#[inline(always)]
pub(crate) fn fenced() -> u64 {
    source::fenced()
}

/// Whether [`fenced`] is more than [`direct`] here.
pub(crate) fn has_fences() -> bool {
    source::HAS_FENCES && is_direct()
}
