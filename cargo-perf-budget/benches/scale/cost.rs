//! What a command takes: wall time, and the processor time of its processes, which neighbours do not lengthen.

use std::process::Command;
use std::time::{Duration, Instant};

use super::common::outcome;

/// What a command took.
#[derive(Clone, Copy)]
pub(super) struct Cost {
    pub(super) wall: Duration,
    /// User and system time of the command and of everything that it waited for; wall time where the system does not tell.
    pub(super) cpu: Duration,
}

impl Cost {
    /// Runs a command that must succeed.
    pub(super) fn of(command: &mut Command) -> Self {
        let (before, start) = (of_children(), Instant::now());
        let (status, out, err) = outcome(command);
        let wall = start.elapsed();
        assert_eq!(status, 0, "{out}\n{err}");
        let cpu = before
            .zip(of_children())
            .map_or(wall, |(before, after)| after.saturating_sub(before));
        Self { wall, cpu }
    }
}

/// Processor time of all processes that ended below this one (proc_pid_stat(5): cutime and cstime).
fn of_children() -> Option<Duration> {
    /// The unit of these fields; Linux has shown programs no other for decades.
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name, in parentheses, may hold spaces.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut ticks = fields.split_whitespace().skip(13);
    let mut next = || ticks.next()?.parse::<u32>().ok();
    Some(TICK * (next()? + next()?))
}

/// The middle one.
pub(super) fn median<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).expect("times are numbers"));
    values[values.len() / 2]
}
