//! Time that the hypervisor gave to other guests while this machine's processors wanted to run.

use super::Unavailable;

/// Stolen time of all processors since the machine started, in nanoseconds.
///
/// The kernel counts it in clock ticks, usually of 10 ms: a difference over a short time may be zero.
///
/// # Errors
///
/// Where the kernel has no such count.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn machine_ns() -> Result<u64, Unavailable> {
    let text = std::fs::read_to_string("/proc/stat").map_err(|error| {
        Unavailable(format!("/proc/stat cannot be read ({error}): stolen time is unknown").into())
    })?;
    // SAFETY: `sysconf` only looks up a number.
    let ticks_per_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
    let ticks_per_second = u64::try_from(ticks_per_second)
        .ok()
        .filter(|ticks| *ticks > 0)
        .ok_or(Unavailable::because(
            "the length of a clock tick is unknown",
        ))?;
    let ticks = stolen_ticks(&text).ok_or(Unavailable::because(
        "/proc/stat has no column of stolen time",
    ))?;
    Ok(ticks * (1_000_000_000 / ticks_per_second))
}

/// Stolen time: this platform has no count of it.
///
/// # Errors
///
/// Always.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn machine_ns() -> Result<u64, Unavailable> {
    Err(Unavailable::because(
        "this platform does not count time stolen by a hypervisor",
    ))
}

/// Columns of the first line: `cpu`, user, nice, system, idle, iowait, irq, softirq, steal.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn stolen_ticks(text: &str) -> Option<u64> {
    let mut columns = text.lines().next()?.split_ascii_whitespace();
    if columns.next() != Some("cpu") {
        return None;
    }
    columns.nth(7)?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{machine_ns, stolen_ticks};

    #[test]
    fn the_eighth_figure_is_read() {
        let text = "cpu  6096 5725 3813 291183 2696 0 33 25 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n";
        assert_eq!(stolen_ticks(text), Some(25));
        assert_eq!(stolen_ticks("cpu  1 2 3 4\n"), None);
        assert_eq!(stolen_ticks("intr 1 2 3 4 5 6 7 8 9\n"), None);
        assert_eq!(stolen_ticks(""), None);
    }

    #[test]
    fn stolen_time_never_runs_backwards() {
        let earlier = machine_ns().unwrap();
        assert!(machine_ns().unwrap() >= earlier);
    }
}
