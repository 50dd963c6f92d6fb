//! CPU time of the calling thread, and of the process.
//!
//! Read with `clock_gettime`: the scheduler's own column in `schedstat` lags by up to a timer tick. On platforms
//! without that clock the probe is unavailable and times are judged by the wall clock, which the report says.

use super::Unavailable;

/// CPU time (user and system) that the calling thread has used since it started, in nanoseconds.
///
/// # Errors
///
/// On platforms without a clock of thread CPU time.
#[cfg(unix)]
#[inline]
pub fn thread_ns() -> Result<u64, Unavailable> {
    read(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// CPU time (user and system) that all threads of the process have used since it started, in nanoseconds.
///
/// # Errors
///
/// On platforms without a clock of process CPU time.
#[cfg(unix)]
pub fn process_ns() -> Result<u64, Unavailable> {
    read(libc::CLOCK_PROCESS_CPUTIME_ID)
}

#[cfg(unix)]
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

/// CPU time of the calling thread: this platform has no probe for it.
///
/// # Errors
///
/// Always.
#[cfg(not(unix))]
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
#[cfg(not(unix))]
pub fn process_ns() -> Result<u64, Unavailable> {
    Err(Unavailable::because(
        "this platform has no clock of process CPU time that is supported yet",
    ))
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::{Duration, Instant};

    use super::thread_ns;

    #[test]
    fn sleep_costs_no_cpu_time_and_work_does() {
        let before = thread_ns().unwrap();
        let wall = Instant::now();
        std::thread::sleep(Duration::from_millis(20));
        let slept = thread_ns().unwrap() - before;
        assert!(u128::from(slept) < wall.elapsed().as_nanos() / 2);

        let before = thread_ns().unwrap();
        let mut sum = 0_u64;
        while thread_ns().unwrap() - before < 1_000_000 {
            sum = std::hint::black_box(sum + 1);
        }
        assert!(
            sum > 0,
            "the clock must advance while the thread works, and in small steps"
        );
    }

    #[test]
    fn every_thread_has_its_own_clock() {
        let busy = thread_ns().unwrap();
        while thread_ns().unwrap() - busy < 5_000_000 {
            std::hint::spin_loop();
        }
        let mine = thread_ns().unwrap();
        let fresh = std::thread::spawn(|| thread_ns().unwrap()).join().unwrap();
        assert!(
            fresh < mine,
            "a fresh thread starts at zero, not at {mine} ns"
        );
    }
}
