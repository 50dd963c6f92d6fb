//! Linux: `getrusage` of the calling thread.

use super::Switches;
use crate::probe::Unavailable;

/// Reads the counts of the calling thread.
///
/// # Errors
///
/// On platforms that do not keep them per thread.
pub fn of_thread() -> Result<Switches, Unavailable> {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: `usage` is writable for the whole call; all-zero bytes are a valid `rusage`.
    let usage = unsafe {
        if libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) != 0 {
            return Err(Unavailable::because(
                "getrusage refused the figures of the calling thread",
            ));
        }
        usage.assume_init()
    };
    let count = |value: libc::c_long| u64::try_from(value).unwrap_or(0);
    Ok(Switches {
        voluntary: count(usage.ru_nvcsw),
        involuntary: count(usage.ru_nivcsw),
        faults: count(usage.ru_minflt) + count(usage.ru_majflt),
    })
}
