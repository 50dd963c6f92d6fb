//! Platforms that do not count time stolen by a hypervisor.

use crate::probe::Unavailable;

/// Stolen time: this platform has no count of it.
///
/// # Errors
///
/// Always.
pub(super) fn processors_ns() -> Result<Vec<u64>, Unavailable> {
    Err(Unavailable::because(
        "this platform does not count time stolen by a hypervisor",
    ))
}
