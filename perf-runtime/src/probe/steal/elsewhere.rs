//! Platforms that do not count time stolen by a hypervisor.

use crate::probe::Unavailable;

/// Stolen time: this platform has no count of it.
///
/// # Errors
///
/// Always.
pub fn machine_ns() -> Result<u64, Unavailable> {
    Err(Unavailable::because(
        "this platform does not count time stolen by a hypervisor",
    ))
}
