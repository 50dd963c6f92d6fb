//! Linux: performance events of the calling thread.

use std::io;

use perf_event::events::Hardware;
use perf_event::{Builder, Counter, Group};

use super::Counts;
use crate::probe::Unavailable;

/// A group of two counters on the thread that opened it.
pub struct Counters {
    group: Group,
    instructions: Counter,
    cycles: Counter,
}

impl Counters {
    /// Opens and starts the counters for the calling thread.
    ///
    /// # Errors
    ///
    /// Where the kernel refuses performance events, or the machine (often a virtual one) has no counters.
    pub fn open() -> Result<Self, Unavailable> {
        Self::try_open().map_err(|error| explain(&error))
    }

    fn try_open() -> io::Result<Self> {
        let mut group = Group::new()?;
        // The builder counts user code only by default; that is also what unprivileged processes may count.
        let instructions = group.add(&Builder::new(Hardware::INSTRUCTIONS))?;
        let cycles = group.add(&Builder::new(Hardware::CPU_CYCLES))?;
        group.enable()?;
        Ok(Self {
            group,
            instructions,
            cycles,
        })
    }

    /// The counts since the counters were opened.
    ///
    /// # Errors
    ///
    /// When reading fails, or when the kernel took the counters away for a while: a scaled count is a guess.
    pub fn read(&mut self) -> Result<Counts, Unavailable> {
        let data = self.group.read().map_err(|error| explain(&error))?;
        if data.time_running() != data.time_enabled() {
            return Err(Unavailable::because(
                "the processor's counters were shared with another user of them: the counts are incomplete",
            ));
        }
        let value = |counter: &Counter| data.get(counter).map_or(0, |entry| entry.value());
        let counts = Counts {
            instructions: value(&self.instructions),
            cycles: value(&self.cycles),
        };
        if counts.instructions == 0 || counts.cycles == 0 {
            return Err(Unavailable::because(
                "the processor's counters opened but do not count",
            ));
        }
        Ok(counts)
    }
}

pub(super) fn explain(error: &io::Error) -> Unavailable {
    let cause = match error.raw_os_error() {
        Some(libc::EACCES | libc::EPERM) => {
            "the kernel refuses performance events to this process (see /proc/sys/kernel/perf_event_paranoid)"
        }
        Some(libc::ENOENT | libc::ENODEV | libc::EOPNOTSUPP) => {
            "this machine has no instruction counter (most virtual machines have none)"
        }
        Some(libc::ENOSYS) => "this kernel has no performance events",
        Some(libc::EMFILE | libc::ENFILE) => "too many files are open to open performance events",
        _ => return Unavailable(format!("performance events failed: {error}").into()),
    };
    Unavailable::because(cause)
}
