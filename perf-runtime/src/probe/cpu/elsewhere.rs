//! Platforms without clocks of CPU time that are supported.

use crate::probe::Unavailable;

/// CPU time of the calling thread: this platform has no probe for it.
///
/// # Errors
///
/// Always.
#[inline]
pub fn thread_ns() -> Result<u64, Unavailable> {
    Err(Unavailable::because(
        "this platform has no clock of thread CPU time that is supported yet",
    ))
}

/// CPU time of the process: this platform has no probe for it.
///
/// # Errors
///
/// Always.
pub fn process_ns() -> Result<u64, Unavailable> {
    Err(Unavailable::because(
        "this platform has no clock of process CPU time that is supported yet",
    ))
}
