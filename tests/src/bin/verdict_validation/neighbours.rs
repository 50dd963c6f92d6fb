//! Noise: other processes that use the processors and the memory.

use std::env;
use std::fmt;
use std::hint::black_box;
use std::os::unix::process::parent_id;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use perf_runtime::probe::reference::spin;

/// What runs beside the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noise {
    /// Nothing of ours; what else the machine does stays.
    Quiet,
    /// So many busy processes.
    Busy(usize),
    /// Processes that are busy for some milliseconds, and idle for some.
    Bursts,
}

/// Processes of [`Noise::Bursts`].
const BURSTING: usize = 4;
/// What a neighbour of the memory kind walks through: more than any cache.
const MEMORY_BYTES: usize = 64 << 20;
/// How long a busy neighbour works before it looks whether its parent is still there.
const STRETCH: Duration = Duration::from_millis(50);

impl Noise {
    pub(crate) const ALL: [Self; 5] = [
        Self::Quiet,
        Self::Busy(1),
        Self::Busy(3),
        Self::Busy(6),
        Self::Bursts,
    ];

    pub(crate) fn named(name: &str) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|noise| noise.to_string() == name)
            .ok_or_else(|| format!("no noise {name}: there are quiet, 1, 3, 6, bursts"))
    }

    /// Starts the neighbours; they end with the value.
    pub(crate) fn start(self) -> Neighbours {
        let kinds: Vec<&str> = match self {
            Self::Quiet => Vec::new(),
            // Every third uses the memory, as programs do.
            Self::Busy(count) => (1..=count)
                .map(|number| if number % 3 == 0 { "memory" } else { "core" })
                .collect(),
            Self::Bursts => vec!["burst"; BURSTING],
        };
        let exe = env::current_exe().expect("this executable");
        let start = |kind| {
            Command::new(&exe)
                .args(["busy", kind])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .spawn()
                .expect("a neighbour")
        };
        Neighbours(kinds.into_iter().map(start).collect())
    }
}

impl fmt::Display for Noise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quiet => f.write_str("quiet"),
            Self::Busy(count) => write!(f, "{count}"),
            Self::Bursts => f.write_str("bursts"),
        }
    }
}

/// Running neighbours.
pub(crate) struct Neighbours(Vec<Child>);

impl Drop for Neighbours {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // One that is gone already needs no end.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The life of a neighbour: busy until whoever started it is gone.
pub(crate) fn be_busy(kind: &str) {
    let parent = parent_id();
    let mut memory = vec![
        1_u64;
        if kind == "memory" {
            MEMORY_BYTES / 8
        } else {
            0
        }
    ];
    // Bursts of several processes must not fall together: their lengths follow the process id.
    let mut state = u64::from(std::process::id()) | 1;
    while parent_id() == parent {
        if kind == "burst" {
            work_for(Duration::from_millis(5 + next(&mut state) % 25));
            thread::sleep(Duration::from_millis(5 + next(&mut state) % 45));
        } else if kind == "memory" {
            memory
                .iter_mut()
                .for_each(|word| *word = word.wrapping_add(1));
            black_box(&memory);
        } else {
            work_for(STRETCH);
        }
    }
}

fn work_for(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        spin::work(100_000);
    }
}

fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}
