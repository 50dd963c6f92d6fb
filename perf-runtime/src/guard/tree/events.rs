//! When the longest calls of the latest runs began and ended: a bounded record for time lines.
//!
//! When the record is full, the shorter half of it goes and calls as short as those are not recorded any more. A run that
//! begins on a thread where nothing is open finds half of the record free and is recorded whole; of the few runs before it
//! the longest calls stay.

use crate::guard::raw::zeroed_struct;
use crate::guard::sync::{AtomicU32, AtomicU64, Ordering, add};

/// Calls of one thread that are recorded at most: 40 KB.
const MOST_EVENTS: usize = if cfg!(loom) { 2 } else { 2048 };
/// After so many runs room is made by forgetting all of them: a time line over hours shows nothing.
const MOST_RUNS: u32 = 16;

zeroed_struct! {
    #[repr(C)]
    pub(super) struct Events {
        /// 1 while somebody reads or writes: neither waits for the other.
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
        // The owner holds its turn for some nanoseconds, and a few hundred where it makes room.
        while !self.take_turn() {
            crate::guard::sync::spin_loop();
        }
        for place in 0..self.len() {
            let (node, start, end) = self.get(place);
            each(node, start, end);
        }
        let missed = self.missed.load(Ordering::Relaxed);
        self.end_turn();
        missed
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
