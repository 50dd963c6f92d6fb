//! When the longest calls of the latest runs began and ended: a bounded record for time lines.
//!
//! When the record is full, the shorter half of it goes and calls as short as those are not recorded any more. A run that
//! begins on a thread where nothing is open finds half of the record free and is recorded whole; of the few runs before it
//! the longest calls stay.

use std::thread;
use std::time::{Duration, Instant};

use crate::guard::raw::zeroed_struct;
use crate::guard::sync::{AtomicU32, AtomicU64, Ordering, add};

/// Calls of one thread that are recorded at most: 40 KB.
const MOST_EVENTS: usize = if cfg!(loom) { 2 } else { 2048 };
/// After so many runs room is made by forgetting all of them: a time line over hours shows nothing.
const MOST_RUNS: u32 = 16;

/// How long a reader waits for an owner that holds its turn.
const PATIENCE: Duration = Duration::from_millis(200);

zeroed_struct! {
    #[repr(C)]
    pub(super) struct Events {
        /// 1 while somebody reads or writes. The owner never waits, and a reader not for long.
        busy: AtomicU32,
        len: AtomicU32,
        /// Runs that began since the record was last empty.
        runs: AtomicU32,
        /// Calls shorter than this are not recorded.
        from: AtomicU64,
        /// Calls that were too short, or came while the record was read.
        missed: AtomicU64,
        nodes: [AtomicU32; MOST_EVENTS],
        starts: [AtomicU64; MOST_EVENTS],
        ends: [AtomicU64; MOST_EVENTS],
    }
}

impl Events {
    /// From how many ticks up a call is recorded.
    #[inline(always)]
    pub(super) fn from(&self) -> u64 {
        self.from.load(Ordering::Relaxed)
    }

    /// A run begins where nothing is open.
    pub(super) fn begin_run(&self) {
        let runs = self.runs.load(Ordering::Relaxed);
        self.runs.store(runs.saturating_add(1), Ordering::Relaxed);
        if self.len() > MOST_EVENTS / 2 && self.take_turn() {
            if runs < MOST_RUNS {
                self.drop_short();
            } else {
                self.len.store(0, Ordering::Relaxed);
                self.runs.store(1, Ordering::Relaxed);
                self.missed.store(0, Ordering::Relaxed);
            }
            self.from.store(0, Ordering::Relaxed);
            self.end_turn();
        }
    }

    pub(super) fn record(&self, node: u32, start: u64, end: u64) {
        if !self.take_turn() {
            add(&self.missed, 1);
            return;
        }
        if self.len() == MOST_EVENTS {
            self.drop_short();
        }
        self.put(self.len(), (node, start, end));
        self.len.store(self.len() as u32 + 1, Ordering::Relaxed);
        self.end_turn();
    }

    /// Makes room for as many as stay.
    #[cold]
    fn drop_short(&self) {
        let mut from = self.from().max(1);
        while self.len() > MOST_EVENTS / 2 {
            from = from.saturating_mul(2);
            let mut kept = 0;
            for place in 0..self.len() {
                let event = self.get(place);
                if event.2.wrapping_sub(event.1) >= from {
                    self.put(kept, event);
                    kept += 1;
                }
            }
            add(&self.missed, (self.len() - kept) as u64);
            self.len.store(kept as u32, Ordering::Relaxed);
        }
        self.from.store(from, Ordering::Relaxed);
    }

    /// Shows node, start and end of what is recorded, and returns how many calls are not. Any thread may call this.
    pub(super) fn read(&self, mut each: impl FnMut(u32, u64, u64)) -> u64 {
        if !self.wait_for_turn() {
            return self.len() as u64 + self.missed.load(Ordering::Relaxed);
        }
        for place in 0..self.len() {
            let (node, start, end) = self.get(place);
            each(node, start, end);
        }
        let missed = self.missed.load(Ordering::Relaxed);
        self.end_turn();
        missed
    }

    /// The owner holds its turn for some nanoseconds, and some microseconds where it makes room, unless it loses its processor;
    /// one that held it while another thread forked will never end it in the child.
    fn wait_for_turn(&self) -> bool {
        let start = Instant::now();
        loop {
            if self.take_turn() {
                return true;
            }
            if start.elapsed() > PATIENCE {
                return false;
            }
            thread::yield_now();
        }
    }

    fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed) as usize
    }

    fn get(&self, place: usize) -> (u32, u64, u64) {
        (
            self.nodes[place].load(Ordering::Relaxed),
            self.starts[place].load(Ordering::Relaxed),
            self.ends[place].load(Ordering::Relaxed),
        )
    }

    fn put(&self, place: usize, (node, start, end): (u32, u64, u64)) {
        self.nodes[place].store(node, Ordering::Relaxed);
        self.starts[place].store(start, Ordering::Relaxed);
        self.ends[place].store(end, Ordering::Relaxed);
    }

    fn take_turn(&self) -> bool {
        self.busy.swap(1, Ordering::Acquire) == 0
    }

    fn end_turn(&self) {
        self.busy.store(0, Ordering::Release);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::guard::raw;

    #[test]
    fn an_owner_that_never_ends_its_turn_does_not_hold_up_readers() {
        let pointer = raw::zeroed::<Events>().expect("memory");
        // SAFETY: just made, and freed below.
        let events = unsafe { pointer.as_ref() };
        events.record(1, 10, 20);
        events.record(1, 30, 50);
        let read = || {
            let mut seen = 0;
            let missed = events.read(|_, _, _| seen += 1);
            (seen, missed)
        };
        assert_eq!(read(), (2, 0));
        // As a child finds it whose parent forked while another thread was recording.
        assert!(events.take_turn());
        assert_eq!(read(), (0, 2));
        // SAFETY: nobody else knows the record.
        unsafe { raw::free(pointer) };
    }
}
