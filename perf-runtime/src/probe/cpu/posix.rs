//! Unix: `clock_gettime`.

use crate::probe::Unavailable;

/// CPU time (user and system) that the calling thread has used since it started, in nanoseconds.
///
/// # Errors
///
/// On platforms without a clock of thread CPU time.
#[inline]
pub fn thread_ns() -> Result<u64, Unavailable> {
    read(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// CPU time (user and system) that all threads of the process have used since it started, in nanoseconds.
///
/// # Errors
///
/// On platforms without a clock of process CPU time.
pub fn process_ns() -> Result<u64, Unavailable> {
    read(libc::CLOCK_PROCESS_CPUTIME_ID)
}

#[inline]
fn read(clock: libc::clockid_t) -> Result<u64, Unavailable> {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a valid, writable timespec for the whole call.
    let status = unsafe { libc::clock_gettime(clock, &raw mut time) };
    if status != 0 {
        return Err(Unavailable::because(
            "clock_gettime refused the clock of CPU time",
        ));
    }
    // Neither field is negative: the clock starts at zero with the thread or process.
    Ok(time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64)
}
