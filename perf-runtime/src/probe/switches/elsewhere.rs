//! Platforms that do not count context switches per thread.

use super::Switches;
use crate::probe::Unavailable;

/// Reads the counts of the calling thread: this platform does not keep them per thread.
///
/// # Errors
///
/// Always.
pub fn of_thread() -> Result<Switches, Unavailable> {
    Err(Unavailable::because(
        "this platform does not count context switches per thread",
    ))
}
