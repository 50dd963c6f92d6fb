//! Linux: the eighth figure of the lines of `/proc/stat`.

use crate::probe::Unavailable;

/// Stolen time of each processor since the machine started, in nanoseconds.
///
/// The kernel counts it in clock ticks, usually of 10 ms: a difference over a short time may be zero.
///
/// # Errors
///
/// Where the kernel has no such count.
pub(super) fn processors_ns() -> Result<Vec<u64>, Unavailable> {
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
    let ticks = stolen_ticks(&text);
    if ticks.is_empty() {
        return Err(Unavailable::because(
            "/proc/stat has no column of stolen time",
        ));
    }
    let tick_ns = 1_000_000_000 / ticks_per_second;
    Ok(ticks.into_iter().map(|ticks| ticks * tick_ns).collect())
}

/// Columns of a processor's line: `cpu0`, user, nice, system, idle, iowait, irq, softirq, steal. The first line of all is
/// their sum.
pub(super) fn stolen_ticks(text: &str) -> Vec<u64> {
    let lines = text.lines().map(str::split_ascii_whitespace);
    let stolen = lines.filter_map(|mut columns| {
        let number = columns.next()?.strip_prefix("cpu")?;
        (!number.is_empty()).then(|| columns.nth(7)?.parse().ok())?
    });
    stolen.collect()
}
