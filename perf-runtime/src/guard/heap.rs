//! The heap figures of one site on one thread, and where its open call began to use the heap.

use super::raw::zeroed_struct;
use super::sync::{AtomicPtr, AtomicU64, Ordering, add, raise};
use crate::probe::heap::{Counters, HeapMark, HeapUse};

zeroed_struct! {
    /// A [`HeapMark`] that a snapshot may pass by.
    #[repr(C)]
    struct MarkCells {
        allocations: AtomicU64,
        bytes: AtomicU64,
        live: AtomicU64,
        outer_peak: AtomicU64,
    }
}

impl MarkCells {
    #[inline(always)]
    fn store(&self, mark: HeapMark) {
        self.live
            .store(mark.live.cast_unsigned(), Ordering::Relaxed);
        self.allocations.store(mark.allocations, Ordering::Relaxed);
        self.outer_peak
            .store(mark.outer_peak.cast_unsigned(), Ordering::Relaxed);
        self.bytes.store(mark.bytes, Ordering::Relaxed);
    }

    #[inline(always)]
    fn load(&self) -> HeapMark {
        HeapMark {
            allocations: self.allocations.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
            live: self.live.load(Ordering::Relaxed).cast_signed(),
            outer_peak: self.outer_peak.load(Ordering::Relaxed).cast_signed(),
        }
    }
}

zeroed_struct! {
    /// Heap figures of one site on one thread.
    #[repr(C)]
    pub(crate) struct HeapCells {
        /// The owning thread's counters; null until [`start`](HeapCells::start).
        counters: AtomicPtr<Counters>,
        /// The counters where the outermost open call began, which the owner alone reads: calls inside it are part of it and
        /// need none. Here rather than in the guard, which takes stack of every call however deep.
        mark: MarkCells,
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
    /// Makes fresh cells those of the calling thread.
    pub(super) fn start(&self) {
        let counters = Counters::of_this_thread().cast_mut();
        self.counters.store(counters, Ordering::Relaxed);
    }

    #[inline(always)]
    fn counters(&self) -> &Counters {
        // SAFETY: `start` is called by the slot's owner before it calls anything else; its counters live as long as it.
        unsafe { &*self.counters.load(Ordering::Relaxed) }
    }

    /// An outermost call opens. Only the owning thread may call this.
    #[inline(always)]
    pub(super) fn open(&self) {
        // Not through `counters`: where guards open, a thread's counters are found without a load.
        self.mark.store(HeapMark::open());
    }

    /// Closes and counts an outermost call if it left the heap alone; otherwise says no, and the call stays open. Only the
    /// owning thread may call this.
    #[inline(always)]
    pub(super) fn close_idle(&self) -> bool {
        let mark = &self.mark;
        let allocations = mark.allocations.load(Ordering::Relaxed);
        let live = mark.live.load(Ordering::Relaxed).cast_signed();
        let idle = self.counters().stand_at(allocations, live);
        if idle {
            // The level at entry was not left, and the peak around is never below it.
            let outer_peak = mark.outer_peak.load(Ordering::Relaxed).cast_signed();
            self.counters().restore_peak(outer_peak);
            add(&self.idle, 1);
        }
        idle
    }

    /// Closes an outermost call. Only the owning thread may call this.
    #[inline(always)]
    pub(super) fn close(&self) -> HeapUse {
        self.mark.load().close_in(self.counters())
    }

    /// Counts one call. The first of a thread is kept apart: it fills caches and makes thread-locals.
    #[inline(always)]
    pub(crate) fn record(&self, used: HeapUse) {
        if used == HeapUse::default() {
            add(&self.idle, 1);
        } else {
            self.record_use(used);
        }
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

    /// What came to this sum since it was `earlier`; largest figures stay those of all calls.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        Self {
            calls: self.calls.saturating_sub(earlier.calls),
            first_calls: self.first_calls.saturating_sub(earlier.first_calls),
            allocations: self.allocations.saturating_sub(earlier.allocations),
            bytes: self.bytes.saturating_sub(earlier.bytes),
            ..*self
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

#[cfg(all(test, not(loom)))]
mod tests {
    use std::alloc::{GlobalAlloc, Layout, System};

    use super::*;
    use crate::guard::raw;
    use crate::probe::heap::CountingAllocator;

    /// Allocates so many bytes, runs `meanwhile`, and gives them back.
    fn with_block(bytes: usize, meanwhile: impl FnOnce()) {
        let allocator = CountingAllocator::new(System);
        let layout = Layout::from_size_align(bytes, 8).expect("layout");
        // SAFETY: the block is given back with the layout it was taken with.
        unsafe {
            let block = allocator.alloc(layout);
            meanwhile();
            allocator.dealloc(block, layout);
        }
    }

    /// Runs a test with cells of the calling thread, inside a span that has seen a peak of 1000 bytes; says what the span's peak
    /// is afterwards.
    fn peak_around(test: impl FnOnce(&HeapCells)) -> u64 {
        let pointer = raw::zeroed::<HeapCells>().expect("memory");
        // SAFETY: just made, freed below; nobody else knows it.
        let cells = unsafe { pointer.as_ref() };
        cells.start();
        let outer = HeapMark::open();
        with_block(1000, || ());
        test(cells);
        // SAFETY: nobody else knows it.
        unsafe { raw::free(pointer) };
        outer.close().peak
    }

    #[test]
    fn a_call_that_leaves_the_heap_alone_closes_as_idle_and_keeps_the_peak_around_it() {
        let peak = peak_around(|cells| {
            cells.open();
            assert!(cells.close_idle());
            cells.open();
            with_block(1000, || assert!(!cells.close_idle()));
            assert!(!cells.close_idle());
            assert_eq!(cells.close().peak, 1000);
            assert_eq!(cells.idle.load(Ordering::Relaxed), 1);
        });
        assert_eq!(peak, 1000);
    }

    #[test]
    fn an_idle_call_in_which_a_guard_ends_keeps_the_peak_before_the_guard() {
        let peak = peak_around(|cells| {
            let guard = HeapMark::open();
            cells.open();
            guard.close();
            assert!(cells.close_idle());
        });
        assert_eq!(peak, 1000);
    }
}
