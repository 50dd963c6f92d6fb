//! CPU time of the calling thread, and of the process.
//!
//! Read with `clock_gettime`: the scheduler's own column in `schedstat` lags by up to a timer tick. On platforms
//! without that clock the probe is unavailable and times are judged by the wall clock, which the report says.

#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod posix;

#[cfg(not(unix))]
pub use elsewhere::{process_ns, thread_ns};
#[cfg(unix)]
pub use posix::{process_ns, thread_ns};

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
