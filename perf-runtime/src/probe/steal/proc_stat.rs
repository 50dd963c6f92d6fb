//! Linux: the eighth figure of `/proc/stat`.

use crate::probe::Unavailable;

/// Stolen time of all processors since the machine started, in nanoseconds.
///
/// The kernel counts it in clock ticks, usually of 10 ms: a difference over a short time may be zero.
///
/// # Errors
///
/// Where the kernel has no such count.
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

/// Columns of the first line: `cpu`, user, nice, system, idle, iowait, irq, softirq, steal.
pub(super) fn stolen_ticks(text: &str) -> Option<u64> {
    let mut columns = text.lines().next()?.split_ascii_whitespace();
    if columns.next() != Some("cpu") {
        return None;
    }
    columns.nth(7)?.parse().ok()
}
