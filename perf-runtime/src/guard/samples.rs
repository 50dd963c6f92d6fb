//! Samples with one writer and any number of readers: a buffer that is appended to at every call, and a histogram that
//! it is folded into when it is full.
//!
//! The reader's guarantee rests on `sequence`, which is odd while samples move from the buffer to the histogram: a
//! reading between two equal, even values of it saw every sample exactly once. `guard::models` checks it with loom.

use super::counts::{Counts, Reading};
use super::exact;
use super::histogram::{Histogram, existing, made, taken};
use super::raw::{self, zeroed_struct};
use super::sync::{self, AtomicPtr, AtomicU32, AtomicU64, Ordering, add, fence};

/// Samples that wait in the buffer before they are folded. Folding 64 at once instead of each by itself takes the cost
/// of a sample from 1.37 to 1.08 of a bare pair of clock readings. Loom's models need to see the buffer full.
pub(super) const BUFFER: usize = if cfg!(loom) { 2 } else { 64 };

/// How often a reader tries for an undisturbed reading. The owner moves samples once in 64 calls, and reading takes
/// about as long as 30 of its calls: a handful of attempts is enough unless its calls are empty.
const ATTEMPTS: usize = if cfg!(loom) { 2 } else { 64 };

zeroed_struct! {
    /// Durations in ticks.
    #[repr(C)]
    pub(super) struct Samples {
        /// Entries of `buffer` ever written.
        head: AtomicU64,
        /// The entry after which there is more to do than to go on: the buffer is full, or a call is to be read exactly.
        stop: AtomicU64,
        /// Odd while samples move from the buffer to the histogram.
        sequence: AtomicU64,
        /// Samples that have left the buffer.
        folded: AtomicU64,
        /// Made when the buffer is full for the first time: most functions of a program are called a few times.
        histogram: AtomicPtr<Histogram>,
        /// Samples that found no memory for the histogram.
        homeless: AtomicU64,
        buffer: [AtomicU32; BUFFER],
    }
}

/// The number of the last entry of the buffer that the entry of this number goes to.
fn last_of_buffer(head: u64) -> u64 {
    head - head % BUFFER as u64 + BUFFER as u64 - 1
}

impl Samples {
    /// Adds a sample. Only the owning thread may call this. Returns whether [`pause`](Self::pause) has to follow.
    #[inline(always)]
    #[must_use]
    pub(super) fn append(&self, ticks: u32) -> bool {
        let head = self.head.load(Ordering::Relaxed);
        self.buffer[head as usize % BUFFER].store(ticks, Ordering::Relaxed);
        // Release: a reader that sees the new head sees the entry.
        self.head.store(head.wrapping_add(1), Ordering::Release);
        head == self.stop.load(Ordering::Relaxed)
    }

    /// Does what there is to do after the sample that was just added. `pages` counts the histogram pages of the slot. Returns
    /// whether the next call is to be read exactly.
    #[must_use]
    pub(super) fn pause(&self, pages: &AtomicU64) -> bool {
        let head = self.head.load(Ordering::Relaxed).wrapping_sub(1);
        if head == last_of_buffer(head) {
            self.fold(pages);
        }
        let full = last_of_buffer(head + 1);
        let exact = exact::next_from(head + 1).filter(|exact| *exact < full);
        self.stop.store(exact.unwrap_or(full), Ordering::Relaxed);
        exact::next_from(head) == Some(head)
    }

    /// Adds a sample that may be too long for the buffer.
    pub(super) fn add_directly(&self, ticks: u64, pages: &AtomicU64) {
        self.move_to_histogram(Some(ticks), pages);
    }

    #[cold]
    #[inline(never)]
    fn fold(&self, pages: &AtomicU64) {
        self.move_to_histogram(None, pages);
    }

    #[inline]
    fn move_to_histogram(&self, also: Option<u64>, pages: &AtomicU64) {
        let sequence = self.sequence.load(Ordering::Relaxed);
        self.sequence
            .store(sequence.wrapping_add(1), Ordering::Relaxed);
        // A reader that sees any store below sees the odd sequence too.
        fence(Ordering::Release);
        let head = self.head.load(Ordering::Relaxed);
        let folded = self.folded.load(Ordering::Relaxed);
        match made(&self.histogram) {
            Some(histogram) => {
                if head - folded == BUFFER as u64 {
                    sync::look_at_own(&self.buffer, |all| histogram.record_many(all, pages));
                } else {
                    let waiting = (folded..head).map(|index| self.buffered(index));
                    histogram.record_all(waiting, pages);
                }
                if let Some(ticks) = also {
                    histogram.record_all(std::iter::once(ticks), pages);
                }
            }
            None => add(&self.homeless, head - folded + u64::from(also.is_some())),
        }
        self.folded.store(head, Ordering::Relaxed);
        self.sequence
            .store(sequence.wrapping_add(2), Ordering::Release);
    }

    /// Adds the samples so far to `totals`. Any thread may call this at any time.
    ///
    /// While the owner keeps moving samples the reading is repeated; after [`ATTEMPTS`] it is taken as it is, at most
    /// one buffer of samples off. Once the owner is quiet it is exact. `reading` lends its memory.
    pub(super) fn add_to(&self, totals: &mut Counts, reading: &mut Reading) {
        for attempt in 1..=ATTEMPTS {
            if self.read_undisturbed(reading) || attempt == ATTEMPTS {
                break;
            }
            reading.clear();
            super::sync::spin_loop();
        }
        totals.take(reading);
    }

    /// Loads most of what [`add_to`](Self::add_to) will read.
    pub(super) fn touch(&self) {
        sync::touch(&self.buffer);
        if let Some(histogram) = existing(&self.histogram) {
            histogram.touch();
        }
    }

    /// Reads once into an empty reading; says whether no samples moved meanwhile. If so, every sample so far was seen exactly
    /// once; if not, the reading is of no use but to be cleared.
    pub(super) fn read_undisturbed(&self, reading: &mut Reading) -> bool {
        let before = self.sequence.load(Ordering::Acquire);
        self.read(reading);
        fence(Ordering::Acquire);
        before.is_multiple_of(2) && self.sequence.load(Ordering::Relaxed) == before
    }

    fn read(&self, reading: &mut Reading) {
        let folded = self.folded.load(Ordering::Relaxed);
        if let Some(histogram) = existing(&self.histogram) {
            histogram.read(reading);
        }
        reading.homeless += self.homeless.load(Ordering::Relaxed);
        let head = self.head.load(Ordering::Acquire);
        // A torn reading may show more than a buffer of samples: those beyond it were overwritten.
        let waiting = folded.max(head.saturating_sub(BUFFER as u64))..head;
        reading.record_all(waiting.map(|index| self.buffered(index)));
    }

    #[inline(always)]
    fn buffered(&self, index: u64) -> u64 {
        u64::from(self.buffer[index as usize % BUFFER].load(Ordering::Relaxed))
    }

    /// Gives the histogram back.
    ///
    /// # Safety
    ///
    /// No other thread reads the samples, and the owner does not add any more.
    pub(super) unsafe fn free_parts(&self) {
        if let Some(histogram) = taken(&self.histogram) {
            // SAFETY: made by `made`; nobody else knows it, by the caller's promise.
            unsafe {
                histogram.as_ref().free_parts();
                raw::free(histogram);
            }
        }
    }
}
