//! What a thread waited for, by the scheduler's clocks: read where calls end, and no more than once in a while.
//!
//! Between two readings a thread ran, waited for a processor that others had, or was blocked: slept, waited for a lock, for
//! input or for output. The call that ends with the second reading waited as far as it was open since the first; what it
//! cannot have waited, the call around it did.

use std::ops::Sub;

use super::node::Node;
use super::{Owned, Tree};
use crate::clock::{self, Scale};
use crate::guard::local;
use crate::probe::{cpu, run_queue};

/// Two readings are so far from each other at least, in nanoseconds: they take about a thousandth of that.
const APART_NS: f64 = 1e6;

/// Recording that took longer than this lost its processor meanwhile, in nanoseconds: alone it takes a few microseconds.
const LOST_NS: f64 = 50e3;

/// Ticks that a thread waited.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Waits {
    /// For a processor.
    pub(super) crowded: u64,
    /// For anything else.
    pub(super) blocked: u64,
}

impl Waits {
    /// As much of these as fits into so many ticks.
    fn within(self, ticks: u64) -> Self {
        let crowded = self.crowded.min(ticks);
        Self {
            crowded,
            blocked: self.blocked.min(ticks - crowded),
        }
    }

    pub(super) fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

impl Sub for Waits {
    type Output = Self;

    fn sub(self, part: Self) -> Self {
        Self {
            crowded: self.crowded - part.crowded,
            blocked: self.blocked - part.blocked,
        }
    }
}

/// The last reading of a thread's clocks. All zeroes before the first.
#[derive(Clone, Copy)]
pub(super) struct Readings {
    /// The clock when it is time for the next reading.
    pub(super) next: u64,
    ticks: u64,
    cpu_ns: u64,
    wait_ns: u64,
    /// Ticks since then during which recording waited for a processor: nobody's.
    lost: u64,
}

impl Readings {
    #[cfg(loom)]
    pub(super) const NONE: Self = Self {
        next: 0,
        ticks: 0,
        cpu_ns: 0,
        wait_ns: 0,
        lost: 0,
    };

    /// Recording took so many ticks.
    pub(super) fn recorded(&mut self, ticks: u64) {
        if ticks > Scale::rough().ticks(LOST_NS) {
            self.lost = self.lost.saturating_add(ticks);
        }
    }

    /// Reads the clocks where a part closes that was open from `start` to `end`. Gives what it waited since the last
    /// reading, and what those around it did; nothing where the clocks cannot be read.
    #[cold]
    #[inline(never)]
    pub(super) fn read(&mut self, start: u64, end: u64) -> (Waits, Waits) {
        let scale = Scale::rough();
        let last = *self;
        let Some((cpu_ns, wait_ns)) = cpu::thread_ns().ok().zip(run_queue::thread_wait_ns().ok())
        else {
            self.next = u64::MAX;
            return Default::default();
        };
        // Slow calls count their wait from the thread's last reading.
        local::replace_wait_mark(wait_ns);
        let now = clock::now();
        *self = Self {
            next: now.saturating_add(scale.ticks(APART_NS)),
            ticks: now,
            cpu_ns,
            wait_ns,
            lost: 0,
        };
        if last.ticks == 0 {
            return Default::default();
        }
        let ticks = |from: u64, to: u64| scale.ticks(to.saturating_sub(from) as f64);
        let (ran, crowded) = (ticks(last.cpu_ns, cpu_ns), ticks(last.wait_ns, wait_ns));
        let waits = Waits {
            crowded: crowded.saturating_sub(last.lost),
            blocked: now
                .saturating_sub(last.ticks)
                .saturating_sub(ran.saturating_add(crowded)),
        };
        let own = waits.within(end.saturating_sub(start.max(last.ticks)));
        (own, waits - own)
    }
}

impl Tree {
    /// Reads the scheduler's clocks for a call of `node` that was open from `start` to `end` and has just closed.
    #[cold]
    #[inline(never)]
    pub(super) fn look_at_clocks(owned: &mut Owned, node: &Node, start: u64, end: u64) {
        let (own, around) = owned.readings.read(start, end);
        node.count_waits(own);
        Self::count_around(owned, around);
        let took = clock::now().saturating_sub(end);
        owned.frames.leave_out(took);
        owned.readings.recorded(took);
    }

    /// Reads them before something opens at `now`.
    #[inline]
    pub(super) fn look_before(owned: &mut Owned, now: u64) {
        if now >= owned.readings.next {
            let (_, around) = owned.readings.read(now, now);
            Self::count_around(owned, around);
        }
    }

    /// Counts waits for what is open.
    fn count_around(owned: &Owned, waits: Waits) {
        if let Some(frame) = owned.frames.top() {
            // SAFETY: nodes live as long as the tree.
            unsafe { &*frame.node }.count_waits(waits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_a_call_is_left_for_those_around_it() {
        let waits = Waits {
            crowded: 30,
            blocked: 50,
        };
        let own = waits.within(40);
        assert_eq!((own.crowded, own.blocked), (30, 10));
        assert_eq!((waits - own).blocked, 40);
        assert!(waits.within(0).is_nothing());
    }
}
