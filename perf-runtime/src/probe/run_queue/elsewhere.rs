//! Platforms that do not tell how long a thread waited for a processor.

use crate::probe::Unavailable;

#[inline]
pub(super) fn thread_wait_ns() -> Result<u64, Unavailable> {
    Err(Unavailable::because(
        "this platform does not tell how long a thread waited for a processor",
    ))
}
