//! What only some sites record: heap figures, calls that waited for a processor, CPU and busy time.

use std::iter;

use super::counts::Counts;
use super::histogram::Histogram;
use super::raw::zeroed_struct;
use super::sync::{AtomicU64, Ordering, add, raise};
use crate::probe::heap::HeapUse;

zeroed_struct! {
    /// Heap figures of one site on one thread.
    #[repr(C)]
    pub(crate) struct HeapCells {
        /// Calls that left the heap alone. Most calls of a function with a limit of 0 do: they cost one cell.
        idle: AtomicU64,
        /// Calls that did not.
        calls: AtomicU64,
        allocations: AtomicU64,
        bytes: AtomicU64,
        max_allocations: AtomicU64,
        max_bytes: AtomicU64,
        max_peak: AtomicU64,
        /// Largest net growth, shifted by [`NET_ZERO`] so that zeroed memory means "none yet".
        max_net: AtomicU64,
        first_allocations: AtomicU64,
        first_bytes: AtomicU64,
        first_peak: AtomicU64,
    }
}

/// What a net growth of zero is stored as; 0 is less than any growth that fits an address space.
const NET_ZERO: u64 = 1 << 63;

impl HeapCells {
    /// Counts one call. The first of a thread is kept apart: it fills caches and makes thread-locals.
    #[inline(always)]
    pub(crate) fn record(&self, used: HeapUse) {
        if used == HeapUse::default() {
            self.count_idle();
        } else {
            self.record_use(used);
        }
    }

    /// Counts a call that left the heap alone.
    #[inline(always)]
    pub(super) fn count_idle(&self) {
        add(&self.idle, 1);
    }

    #[inline]
    fn record_use(&self, used: HeapUse) {
        let calls = self.calls.load(Ordering::Relaxed);
        let is_first = calls + self.idle.load(Ordering::Relaxed) == 0;
        self.calls.store(calls + 1, Ordering::Relaxed);
        add(&self.allocations, used.allocations);
        add(&self.bytes, used.bytes);
        if is_first {
            self.first_allocations
                .store(used.allocations, Ordering::Relaxed);
            self.first_bytes.store(used.bytes, Ordering::Relaxed);
            self.first_peak.store(used.peak, Ordering::Relaxed);
            return;
        }
        raise(&self.max_allocations, used.allocations);
        raise(&self.max_bytes, used.bytes);
        raise(&self.max_peak, used.peak);
        raise(&self.max_net, NET_ZERO.wrapping_add_signed(used.net));
    }

    pub(super) fn add_to(&self, totals: &mut HeapTotals) {
        let read = |cell: &AtomicU64| cell.load(Ordering::Relaxed);
        let idle = read(&self.idle);
        let calls = idle + read(&self.calls);
        // A first call that was idle raises nothing, and needs no exception: the net growth of 0 is its own.
        let idle_net = if idle > 0 { NET_ZERO } else { 0 };
        totals.merge(&HeapTotals {
            calls: calls.saturating_sub(1),
            first_calls: calls.min(1),
            allocations: read(&self.allocations),
            bytes: read(&self.bytes),
            max_allocations: read(&self.max_allocations),
            max_bytes: read(&self.max_bytes),
            max_peak: read(&self.max_peak),
            max_net: read(&self.max_net).max(idle_net),
            first_allocations: read(&self.first_allocations),
            first_bytes: read(&self.first_bytes),
            first_peak: read(&self.first_peak),
        });
    }
}

/// The sum of [`HeapCells`] over threads.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HeapTotals {
    pub(crate) calls: u64,
    pub(crate) first_calls: u64,
    pub(crate) allocations: u64,
    pub(crate) bytes: u64,
    pub(crate) max_allocations: u64,
    pub(crate) max_bytes: u64,
    pub(crate) max_peak: u64,
    max_net: u64,
    pub(crate) first_allocations: u64,
    pub(crate) first_bytes: u64,
    pub(crate) first_peak: u64,
}

impl HeapTotals {
    pub(super) fn merge(&mut self, other: &Self) {
        self.calls += other.calls;
        self.first_calls += other.first_calls;
        self.allocations += other.allocations;
        self.bytes += other.bytes;
        for (mine, theirs) in [
            (&mut self.max_allocations, other.max_allocations),
            (&mut self.max_bytes, other.max_bytes),
            (&mut self.max_peak, other.max_peak),
            (&mut self.max_net, other.max_net),
            (&mut self.first_allocations, other.first_allocations),
            (&mut self.first_bytes, other.first_bytes),
            (&mut self.first_peak, other.first_peak),
        ] {
            *mine = theirs.max(*mine);
        }
    }

    /// Largest net growth of a call after the first of its thread, in bytes; 0 when there was none.
    pub(crate) fn max_net(&self) -> i64 {
        match self.max_net {
            0 => 0,
            shifted => shifted.wrapping_sub(NET_ZERO).cast_signed(),
        }
    }
}

zeroed_struct! {
    /// Samples that need more than one clock.
    #[repr(C)]
    pub(crate) struct Rare {
        /// Judged time of calls that waited for a processor, and of futures polled more than once, in ticks.
        judged: Histogram,
        /// Wall time of the same calls, in ticks.
        wall: Histogram,
        /// CPU time where a limit asks for it, in nanoseconds.
        cpu: Histogram,
        /// Time that futures polled more than once spent in polls, in ticks.
        busy: Histogram,
        /// Run-queue wait in all, in nanoseconds.
        pub(super) wait_ns: AtomicU64,
        /// Samples during which the clock stepped back; counted as zero.
        pub(super) stepped_back: AtomicU64,
        /// Samples whose CPU time was asked for and could not be read.
        pub(super) cpu_unreadable: AtomicU64,
    }
}

impl Rare {
    pub(super) fn record_judged(&self, judged: u64, wall: u64, pages: &AtomicU64) {
        self.judged.record_all(iter::once(judged), pages);
        self.wall.record_all(iter::once(wall), pages);
    }

    pub(super) fn record_cpu(&self, ns: u64, pages: &AtomicU64) {
        self.cpu.record_all(iter::once(ns), pages);
    }

    pub(super) fn record_busy(&self, busy: u64, pages: &AtomicU64) {
        self.busy.record_all(iter::once(busy), pages);
    }

    pub(super) fn add_to(&self, totals: &mut RareTotals) {
        self.judged.add_to(&mut totals.judged);
        self.wall.add_to(&mut totals.wall);
        self.cpu.add_to(&mut totals.cpu);
        self.busy.add_to(&mut totals.busy);
        totals.wait_ns += self.wait_ns.load(Ordering::Relaxed);
        totals.stepped_back += self.stepped_back.load(Ordering::Relaxed);
        totals.cpu_unreadable += self.cpu_unreadable.load(Ordering::Relaxed);
    }

    /// # Safety
    ///
    /// As for `Histogram::free_parts`.
    pub(super) unsafe fn free_parts(&self) {
        for histogram in [&self.judged, &self.wall, &self.cpu, &self.busy] {
            // SAFETY: the caller's promise is passed on.
            unsafe { histogram.free_parts() };
        }
    }
}

/// The sum of [`Rare`] over threads.
#[derive(Clone, Default)]
pub(crate) struct RareTotals {
    pub(crate) judged: Counts,
    pub(crate) wall: Counts,
    pub(crate) cpu: Counts,
    pub(crate) busy: Counts,
    pub(crate) wait_ns: u64,
    pub(crate) stepped_back: u64,
    pub(crate) cpu_unreadable: u64,
}

impl RareTotals {
    pub(super) fn merge(&mut self, other: &Self) {
        self.judged.merge(&other.judged);
        self.wall.merge(&other.wall);
        self.cpu.merge(&other.cpu);
        self.busy.merge(&other.busy);
        self.wait_ns += other.wait_ns;
        self.stepped_back += other.stepped_back;
        self.cpu_unreadable += other.cpu_unreadable;
    }
}
