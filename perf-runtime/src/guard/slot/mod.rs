//! One site's samples on one thread: written by that thread alone, read by any snapshot.

mod call;
mod future;
mod slow;
#[cfg(all(test, not(loom)))]
mod tests;
mod totals;

pub(super) use call::{Entered, Opened, hand_over};
pub(crate) use slow::mark_wait;
pub(crate) use totals::SlotTotals;

use super::counts::Reading;
use super::exact::Exact;
use super::heap::HeapCells;
use super::histogram::{existing, made, taken};
use super::rare::Rare;
use super::raw::{self, zeroed_struct};
use super::samples::Samples;
use super::sync::{AtomicPtr, AtomicU32, AtomicU64, Ordering, add};
use super::tree::Place;
use crate::clock;
use crate::site::Site;
use call::{MONOTONIC, ONE_SHOT};
pub(super) use slow::STEPPED_BACK;

/// Walls from this many nanoseconds up may contain a context switch, and are worth a look at the scheduler's clocks.
pub(crate) const SWITCH_NS: f64 = 10_000.0;

/// Samples from here up do not go through the buffer, whose entries are 31 bits.
const LONGEST_BUFFERED: u64 = 1 << 31;

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

zeroed_struct! {
    /// Everything one thread knows of one site.
    #[repr(C, align(64))]
    pub(crate) struct Slot {
        /// Calls of the site that are open on this thread, and what is special about the slot; see [`call`].
        state: AtomicU32,
        /// Outermost calls whose opening still reads the scheduler's clocks; see [`slow`].
        watched: AtomicU32,
        /// From this many ticks up a sample takes the slow path, where the scheduler's clocks are read.
        slow_from: AtomicU64,
        /// Histogram pages made so far.
        pages: AtomicU64,
        samples: Samples,
        exact: Exact,
        heap: AtomicPtr<HeapCells>,
        rare: AtomicPtr<Rare>,
        /// Calls inside an open call of the same site.
        nested: AtomicU64,
        /// Calls that ended by unwinding.
        panics: AtomicU64,
        /// Futures that were dropped before they were ready.
        cancelled: AtomicU64,
        /// Readings of the thread's CPU and run-queue clocks when the outermost call opened, in nanoseconds plus one.
        entry_cpu: AtomicU64,
        entry_wait: AtomicU64,
        /// Calls within the run that the thread works for, since somebody last asked.
        calls_in_run: AtomicU64,
        /// Where the last call within a workflow stood in the thread's call tree, which lives as long as its slots.
        place: Place,
        /// 1 when the site has a limit on time.
        time_limited: AtomicU32,
        site: AtomicPtr<Site>,
    }
}

impl Slot {
    /// Names the site of a fresh slot and says what its samples need.
    pub(crate) fn start(&self, site: &'static Site, needs: Needs) {
        self.slow_from
            .store(needs.slow_from.min(LONGEST_BUFFERED), Ordering::Relaxed);
        self.time_limited
            .store(u32::from(needs.time_limited), Ordering::Relaxed);
        if needs.cpu {
            self.watch_always();
        } else if needs.time_limited {
            self.watch_first();
        }
        if !clock::is_direct() {
            self.set(MONOTONIC);
        }
        self.site
            .store(std::ptr::from_ref(site).cast_mut(), Ordering::Release);
    }

    /// The site whose samples these are.
    pub(crate) fn site(&self) -> &'static Site {
        // SAFETY: `start` stored a `&'static Site` before the slot was given to anyone.
        unsafe { &*self.site.load(Ordering::Acquire) }
    }

    /// Marks the slot as one that is in no table, and is handed over as soon as its one call closes.
    pub(crate) fn make_one_shot(&self) {
        self.set(ONE_SHOT);
    }

    /// Counts a span that was not opened through [`enter`](Self::enter).
    pub(crate) fn record_span(&self, ticks: u64) {
        if ticks >= STEPPED_BACK {
            self.record_stepped_back();
        } else if ticks >= self.slow_from.load(Ordering::Relaxed) {
            self.record_direct(ticks);
        } else {
            self.append(ticks as u32);
        }
    }

    /// Calls within the run that the thread works for, since this was last asked. Only the owning thread may ask.
    pub(crate) fn take_calls_in_run(&self) -> u64 {
        let calls = self.calls_in_run.load(Ordering::Relaxed);
        self.calls_in_run.store(0, Ordering::Relaxed);
        calls
    }

    #[inline(always)]
    fn append(&self, ticks: u32) {
        if self.samples.append(ticks) {
            self.pause();
        }
    }

    #[cold]
    #[inline(never)]
    fn pause(&self) {
        if self.samples.pause(&self.pages) {
            self.read_next_exactly();
        }
    }

    /// Counts a sample without going through the buffer.
    fn record_direct(&self, ticks: u64) {
        self.samples.add_directly(ticks, &self.pages);
    }

    /// A call closed inside an open call of the same site.
    pub(super) fn count_nested(&self) {
        add(&self.nested, 1);
    }

    /// Cells for heap figures, where they have been made.
    #[inline(always)]
    pub(super) fn existing_heap(&self) -> Option<&HeapCells> {
        existing(&self.heap)
    }

    /// Cells for heap figures, made at first use. Only the owning thread may call this.
    #[inline]
    pub(super) fn heap(&self) -> Option<&HeapCells> {
        self.existing_heap().or_else(|| {
            let cells = made(&self.heap)?;
            cells.start();
            Some(cells)
        })
    }

    /// Cells for what few sites need, made at first use.
    fn rare(&self) -> Option<&Rare> {
        made(&self.rare)
    }

    /// Adds what is recorded so far to `totals`. Any thread may call this at any time; exact once the owner is quiet.
    /// `reading` lends its memory.
    pub(crate) fn add_to(&self, totals: &mut SlotTotals, reading: &mut Reading) {
        totals.nested += self.nested.load(Ordering::Relaxed);
        totals.panics += self.panics.load(Ordering::Relaxed);
        totals.cancelled += self.cancelled.load(Ordering::Relaxed);
        if let Some(heap) = existing(&self.heap) {
            heap.add_to(totals.heap.get_or_insert_default());
        }
        if let Some(rare) = existing(&self.rare) {
            rare.add_to(&mut totals.rare);
        }
        self.samples.add_to(&mut totals.time, reading);
        self.exact.add_to(&mut totals.exact);
    }

    /// Loads most of what [`add_to`](Self::add_to) will read. Each slot leads through three places in memory, one after the
    /// other, but a processor waits for those of many slots at once.
    pub(crate) fn touch(&self) {
        self.samples.touch();
        self.exact.touch();
    }

    /// Gives all memory of the slot back but the slot itself.
    ///
    /// # Safety
    ///
    /// No other thread reads the slot, and the owner does not write to it again.
    pub(crate) unsafe fn free_parts(&self) {
        // SAFETY: the parts came from `made`, and nobody else knows them, by the caller's promise.
        unsafe {
            self.samples.free_parts();
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
