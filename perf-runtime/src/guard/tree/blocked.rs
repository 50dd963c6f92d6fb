//! How long a call was blocked, by the scheduler's clocks: read at the end of calls, and no more than once in a while.
//!
//! Between two readings a thread ran, waited for a processor, or was blocked: slept, waited for a lock, for input or for
//! output. A call that ends with the second reading was blocked for what is left, as far as it was open since the first.
//! What is found so is a lower bound; it is tight for calls that last long beside the time between two readings.

use crate::clock::{self, Scale};
use crate::probe::{cpu, run_queue};

/// Two readings are so far from each other at least, in nanoseconds: they take about a thousandth of that.
const APART_NS: f64 = 1e6;

/// The last reading of a thread's clocks. All zeroes before the first.
#[derive(Clone, Copy)]
pub(super) struct Readings {
    /// The clock when it is time for the next reading.
    pub(super) next: u64,
    ticks: u64,
    cpu_ns: u64,
    wait_ns: u64,
}

impl Readings {
    #[cfg(loom)]
    pub(super) const NONE: Self = Self {
        next: 0,
        ticks: 0,
        cpu_ns: 0,
        wait_ns: 0,
    };

    /// Reads the clocks. Gives the ticks since the last reading during which the thread was surely blocked, out of those
    /// since `start`: none where the clocks cannot be read.
    #[cold]
    #[inline(never)]
    pub(super) fn read(&mut self, start: u64) -> u64 {
        let scale = Scale::rough();
        let last = *self;
        let Some((cpu_ns, wait_ns)) = cpu::thread_ns().ok().zip(run_queue::thread_wait_ns().ok())
        else {
            self.next = u64::MAX;
            return 0;
        };
        let now = clock::now();
        *self = Self {
            next: now.saturating_add(scale.ticks(APART_NS)),
            ticks: now,
            cpu_ns,
            wait_ns,
        };
        if last.ticks == 0 {
            return 0;
        }
        let active_ns = cpu_ns.saturating_sub(last.cpu_ns) + wait_ns.saturating_sub(last.wait_ns);
        let blocked =
            (now.saturating_sub(last.ticks)).saturating_sub(scale.ticks(active_ns as f64));
        blocked.min(now.saturating_sub(start))
    }
}
