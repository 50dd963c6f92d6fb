//! What the scheduler's clocks say of a part of the program that runs on one thread.

use crate::guard::tree::Metered;
use crate::probe::{cpu, run_queue};

/// A reading of the calling thread's clocks where a part begins. About half a microsecond.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meter {
    cpu_ns: Option<u64>,
    wait_ns: u64,
}

impl Meter {
    pub(super) fn start() -> Self {
        Self {
            cpu_ns: cpu::thread_ns().ok(),
            wait_ns: run_queue::thread_wait_ns().unwrap_or(0),
        }
    }

    /// What was used since, on the same thread, during `ticks`; `None` where the clock of CPU time cannot be read.
    pub(super) fn since(self, ticks: u64) -> Option<Metered> {
        let wait_ns = run_queue::thread_wait_ns().unwrap_or(0);
        Some(Metered {
            cpu_ns: cpu::thread_ns().ok()?.saturating_sub(self.cpu_ns?),
            wait_ns: wait_ns.saturating_sub(self.wait_ns),
            ticks,
        })
    }
}
