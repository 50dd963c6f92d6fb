//! One site's samples on one thread: written by that thread alone, read by any snapshot.

use std::sync::atomic::AtomicBool;

use super::histogram::{Counts, Histogram, existing, made, taken};
use super::rare::{HeapCells, HeapTotals, Rare};
use super::raw;
use super::slow::WATCH_ALWAYS;
use super::sync::{AtomicPtr, AtomicU32, AtomicU64, Ordering, add, fence};
use crate::site::Site;

/// Samples that wait in a slot before they are folded into its histogram. Folding 64 at once instead of each by itself
/// takes the cost of a sample from 1.37 to 1.08 of a bare pair of clock readings.
pub(crate) const BUFFER: usize = 64;

/// Walls from this many nanoseconds up may contain a context switch, and are worth a look at the scheduler's clocks.
pub(crate) const SWITCH_NS: f64 = 10_000.0;

/// What the samples of a slot need beyond the wall clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needs {
    /// From this many ticks up a sample takes the slow path.
    pub(crate) slow_from: u64,
    /// The site has a limit on time.
    pub(crate) time_limited: bool,
    /// The site has a limit on CPU time.
    pub(crate) cpu: bool,
}

/// Everything one thread knows of one site. All bytes zero but `site` is an empty slot.
#[repr(C, align(64))]
pub(crate) struct Slot {
    /// Samples taken by the fast path: entries of `buffer` ever written.
    head: AtomicU64,
    /// From this many ticks up a sample takes the slow path, where the scheduler's clocks are read.
    pub(super) slow_from: AtomicU64,
    /// Calls of the site that are open on this thread.
    depth: AtomicU32,
    /// Outermost calls whose opening still reads the scheduler's clocks; see `slow`.
    pub(super) watched: AtomicU32,
    /// Whether the site has a limit on time.
    pub(super) time_limited: AtomicBool,
    /// Whether the slot belongs to no thread's table and is handed over as soon as its one call closes.
    one_shot: AtomicBool,
    /// Calls inside an open call of the same site.
    nested: AtomicU64,
    /// Odd while samples move from the buffer to the histogram.
    sequence: AtomicU64,
    /// Samples that have left the buffer.
    folded: AtomicU64,
    /// Calls that ended by unwinding.
    panics: AtomicU64,
    /// Futures that were dropped before they were ready.
    cancelled: AtomicU64,
    /// Readings of the thread's CPU and run-queue clocks when the outermost call opened, in nanoseconds plus one.
    pub(super) entry_cpu: AtomicU64,
    pub(super) entry_wait: AtomicU64,
    heap: AtomicPtr<HeapCells>,
    rare: AtomicPtr<Rare>,
    /// The slot made before this one by the same thread.
    pub(crate) next: AtomicPtr<Slot>,
    site: AtomicPtr<Site>,
    buffer: [AtomicU32; BUFFER],
    histogram: Histogram,
}

impl Slot {
    /// Names the site of a fresh slot and says what its samples need.
    pub(crate) fn start(&self, site: &'static Site, needs: Needs) {
        self.slow_from
            .store(needs.slow_from.min(u64::from(u32::MAX)), Ordering::Relaxed);
        self.time_limited
            .store(needs.time_limited, Ordering::Relaxed);
        if needs.cpu {
            self.watched.store(WATCH_ALWAYS, Ordering::Relaxed);
        }
        self.site
            .store(std::ptr::from_ref(site).cast_mut(), Ordering::Release);
    }

    /// The site whose samples these are.
    pub(crate) fn site(&self) -> &'static Site {
        // SAFETY: `start` stored a `&'static Site` before the slot was given to anyone.
        unsafe { &*self.site.load(Ordering::Acquire) }
    }

    /// A call opens.
    #[inline(always)]
    pub(crate) fn enter(&self) {
        let depth = self.depth.load(Ordering::Relaxed);
        self.depth.store(depth.wrapping_add(1), Ordering::Relaxed);
        let watched = self.watched.load(Ordering::Relaxed);
        if watched != 0 && depth == 0 {
            self.read_clocks_at_entry(watched);
        }
    }

    /// A call closes that took `ticks`. `unwinding` is whether a panic began since it opened.
    #[inline(always)]
    pub(crate) fn leave(&self, ticks: u64, unwinding: bool) {
        let depth = self.depth.load(Ordering::Relaxed).wrapping_sub(1);
        self.depth.store(depth, Ordering::Relaxed);
        // A clock that stepped back makes `ticks` huge, so that one comparison catches both.
        if depth != 0 || unwinding || ticks >= self.slow_from.load(Ordering::Relaxed) {
            self.leave_slowly(ticks, depth != 0, unwinding);
        } else {
            self.append(ticks as u32);
        }
    }

    /// Calls of this site that are open on this thread.
    #[inline(always)]
    pub(crate) fn depth(&self) -> u32 {
        self.depth.load(Ordering::Relaxed)
    }

    /// Whether the slot has to be handed over when its call closes.
    #[inline(always)]
    pub(crate) fn is_one_shot(&self) -> bool {
        self.one_shot.load(Ordering::Relaxed)
    }

    #[inline(always)]
    fn append(&self, ticks: u32) {
        let head = self.head.load(Ordering::Relaxed);
        self.buffer[head as usize % BUFFER].store(ticks, Ordering::Relaxed);
        // Release: a reader that sees the new head sees the entry.
        self.head.store(head.wrapping_add(1), Ordering::Release);
        if head as usize % BUFFER == BUFFER - 1 {
            self.fold();
        }
    }

    #[cold]
    #[inline(never)]
    fn leave_slowly(&self, ticks: u64, nested: bool, unwinding: bool) {
        if unwinding {
            // Not a sample: it would time the panic hook and its backtrace instead of the function.
            add(&self.panics, 1);
        } else if nested {
            self.count_nested();
        } else {
            self.record_slow(ticks);
        }
    }

    /// Counts a sample without going through the buffer.
    pub(super) fn record_direct(&self, ticks: u64) {
        self.move_samples(|histogram| histogram.record(ticks));
    }

    #[cold]
    #[inline(never)]
    fn fold(&self) {
        self.move_samples(|_| {});
    }

    /// Moves the buffer's samples to the histogram, and what `also` adds.
    fn move_samples(&self, also: impl FnOnce(&Histogram)) {
        let sequence = self.sequence.load(Ordering::Relaxed);
        self.sequence
            .store(sequence.wrapping_add(1), Ordering::Relaxed);
        // A reader that sees any store below sees the odd sequence too.
        fence(Ordering::Release);
        let head = self.head.load(Ordering::Relaxed);
        let waiting = self.folded.load(Ordering::Relaxed)..head;
        self.histogram
            .record_all(waiting.map(|index| self.buffered(index)));
        self.folded.store(head, Ordering::Relaxed);
        also(&self.histogram);
        self.sequence
            .store(sequence.wrapping_add(2), Ordering::Release);
    }

    /// Counts a span that was not opened through [`enter`](Self::enter).
    pub(crate) fn record_span(&self, ticks: u64) {
        if ticks >= self.slow_from.load(Ordering::Relaxed) {
            self.record_direct(ticks);
        } else {
            self.append(ticks as u32);
        }
    }

    /// A poll closes that took `ticks`; returns its run-queue wait in nanoseconds, where it can matter.
    #[inline(always)]
    pub(super) fn leave_poll(&self, ticks: u64) -> u64 {
        let depth = self.depth.load(Ordering::Relaxed).wrapping_sub(1);
        self.depth.store(depth, Ordering::Relaxed);
        if depth == 0 && ticks >= self.slow_from.load(Ordering::Relaxed) {
            self.wait_of_slow_poll(ticks)
        } else {
            0
        }
    }

    /// A future became ready, `elapsed` ticks after its first poll and `busy` ticks in polls.
    #[inline(always)]
    pub(super) fn record_future(&self, elapsed: u64, busy: u64, wait_ns: u64) {
        let one_poll = elapsed == busy;
        if one_poll && wait_ns == 0 && elapsed < self.slow_from.load(Ordering::Relaxed) {
            self.append(elapsed as u32);
        } else {
            self.record_split_future(elapsed, busy, wait_ns);
        }
    }

    /// A call closed inside an open call of the same site.
    pub(super) fn count_nested(&self) {
        add(&self.nested, 1);
    }

    /// A future was dropped before it was ready.
    pub(super) fn count_unfinished(&self, panicked: bool) {
        add(
            if panicked {
                &self.panics
            } else {
                &self.cancelled
            },
            1,
        );
    }

    /// Marks the slot as one that is in no table.
    pub(crate) fn make_one_shot(&self) {
        self.one_shot.store(true, Ordering::Relaxed);
    }

    /// Cells for heap figures, made at first use.
    #[inline]
    pub(crate) fn heap(&self) -> Option<&HeapCells> {
        made(&self.heap)
    }

    /// Cells for what few sites need, made at first use.
    pub(super) fn rare(&self) -> Option<&Rare> {
        made(&self.rare)
    }

    /// Adds what is recorded so far to `totals`. Any thread may call this at any time.
    ///
    /// While the owner keeps moving samples the reading is repeated; after [`ATTEMPTS`] it is taken as it is, at most
    /// one buffer of samples off. Once the owner is quiet it is exact.
    pub(crate) fn add_to(&self, totals: &mut SlotTotals) {
        totals.nested += self.nested.load(Ordering::Relaxed);
        totals.panics += self.panics.load(Ordering::Relaxed);
        totals.cancelled += self.cancelled.load(Ordering::Relaxed);
        if let Some(heap) = existing(&self.heap) {
            heap.add_to(totals.heap.get_or_insert_default());
        }
        if let Some(rare) = existing(&self.rare) {
            rare.add_to(&mut totals.rare);
        }
        for attempt in 0..ATTEMPTS {
            let before = self.sequence.load(Ordering::Acquire);
            let counts = self.read();
            fence(Ordering::Acquire);
            let undisturbed =
                before.is_multiple_of(2) && self.sequence.load(Ordering::Relaxed) == before;
            if undisturbed || attempt == ATTEMPTS - 1 {
                totals.time.merge(&counts);
                return;
            }
            std::hint::spin_loop();
        }
    }

    fn read(&self) -> Counts {
        let mut counts = Counts::default();
        let folded = self.folded.load(Ordering::Relaxed);
        self.histogram.add_to(&mut counts);
        let head = self.head.load(Ordering::Acquire);
        // A torn reading may show more than a buffer of samples: those beyond it were overwritten.
        for index in folded.max(head.saturating_sub(BUFFER as u64))..head {
            counts.record(self.buffered(index));
        }
        counts
    }

    #[inline(always)]
    fn buffered(&self, index: u64) -> u64 {
        u64::from(self.buffer[index as usize % BUFFER].load(Ordering::Relaxed))
    }

    /// Gives all memory of the slot back but the slot itself.
    ///
    /// # Safety
    ///
    /// No other thread reads the slot, and the owner does not write to it again.
    pub(crate) unsafe fn free_parts(&self) {
        // SAFETY: the parts came from `raw::zeroed` in `made`, and nobody else knows them.
        unsafe {
            self.histogram.free();
            if let Some(rare) = taken(&self.rare) {
                rare.as_ref().free_parts();
                raw::free(rare);
            }
            if let Some(heap) = taken(&self.heap) {
                raw::free(heap);
            }
        }
    }
}

/// How often a reader tries for an undisturbed reading. The owner moves samples once in 64 calls, and reading takes
/// about as long as 30 of its calls: a handful of attempts is enough unless its calls are empty.
const ATTEMPTS: usize = 64;

/// The sum of slots of one site.
#[derive(Clone, Default)]
pub(crate) struct SlotTotals {
    /// Outermost calls whose judged and wall times are the same, in ticks.
    pub(crate) time: Counts,
    pub(crate) nested: u64,
    pub(crate) panics: u64,
    pub(crate) cancelled: u64,
    pub(crate) heap: Option<HeapTotals>,
    pub(crate) rare: super::rare::RareTotals,
}

impl SlotTotals {
    /// Adds `other` to this sum.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.time.merge(&other.time);
        self.nested += other.nested;
        self.panics += other.panics;
        self.cancelled += other.cancelled;
        if let Some(heap) = &other.heap {
            self.heap.get_or_insert_default().merge(heap);
        }
        self.rare.merge(&other.rare);
    }
}
