//! The heap of the calling thread: four counters that the counting allocator keeps, and the allocator itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use crate::plain_local;

/// What this thread has allocated since it started. All four move together, with plain loads and stores, and lie in one
/// cache line.
#[repr(align(32))]
pub(crate) struct Counters {
    allocations: Cell<u64>,
    bytes: Cell<u64>,
    /// Live bytes; negative where a thread frees what another allocated.
    live: Cell<i64>,
    /// Largest `live` since a reading last lowered it.
    peak: Cell<i64>,
}

thread_local! {
    static COUNTERS: Counters = const {
        Counters {
            allocations: Cell::new(0),
            bytes: Cell::new(0),
            live: Cell::new(0),
            peak: Cell::new(0),
        }
    };
}

/// Counts allocations on their way to another allocator.
///
/// Install it through [`install_allocator!`](crate::install_allocator). An allocation is counted where it is made and
/// live bytes where they come and go, on the thread that does so: memory that another thread frees lowers that
/// thread's level, not this one's. `realloc` counts as one allocation of the bytes it grows by.
#[derive(Debug, Default)]
pub struct CountingAllocator<A = System> {
    inner: A,
}

impl<A> CountingAllocator<A> {
    /// Counts for `inner`.
    pub const fn new(inner: A) -> Self {
        Self { inner }
    }
}

#[inline(always)]
fn grow(counters: &Counters, bytes: usize) {
    counters
        .allocations
        .set(counters.allocations.get().wrapping_add(1));
    counters
        .bytes
        .set(counters.bytes.get().wrapping_add(bytes as u64));
    let live = counters.live.get().wrapping_add(bytes as i64);
    counters.live.set(live);
    if live > counters.peak.get() {
        counters.peak.set(live);
    }
}

#[inline(always)]
fn shrink(counters: &Counters, bytes: usize) {
    counters
        .live
        .set(counters.live.get().wrapping_sub(bytes as i64));
}

// SAFETY: every call goes to `inner` with the caller's own arguments; the counters live in thread-local cells without a
// destructor, so that touching them neither allocates nor fails at any time of a thread's life.
unsafe impl<A: GlobalAlloc> GlobalAlloc for CountingAllocator<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        let pointer = unsafe { self.inner.alloc(layout) };
        if !pointer.is_null() {
            plain_local::with(&COUNTERS, |counters| grow(counters, layout.size()));
        }
        pointer
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        let pointer = unsafe { self.inner.alloc_zeroed(layout) };
        if !pointer.is_null() {
            plain_local::with(&COUNTERS, |counters| grow(counters, layout.size()));
        }
        pointer
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { self.inner.dealloc(pointer, layout) };
        plain_local::with(&COUNTERS, |counters| shrink(counters, layout.size()));
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        let moved = unsafe { self.inner.realloc(pointer, layout, new_size) };
        if !moved.is_null() {
            plain_local::with(&COUNTERS, |counters| {
                grow(counters, new_size.saturating_sub(layout.size()));
                shrink(counters, layout.size().saturating_sub(new_size));
            });
        }
        moved
    }
}

/// Whether the counting allocator is the one this program allocates from: asked by allocating.
#[must_use]
pub fn is_counted() -> bool {
    let before = plain_local::with(&COUNTERS, |counters| counters.allocations.get());
    drop(std::hint::black_box(Box::new(0_u8)));
    plain_local::with(&COUNTERS, |counters| counters.allocations.get()) != before
}

/// Runs `work` without counting what it does to this thread's heap: it is the recorder's, not the program's.
pub(crate) fn uncounted<R>(work: impl FnOnce() -> R) -> R {
    plain_local::with(&COUNTERS, |counters| {
        let (allocations, bytes) = (counters.allocations.get(), counters.bytes.get());
        let (live, peak) = (counters.live.get(), counters.peak.get());
        let result = work();
        counters.allocations.set(allocations);
        counters.bytes.set(bytes);
        counters.live.set(live);
        counters.peak.set(peak);
        result
    })
}

/// What this thread has allocated, without a look at what lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Allocated {
    pub(crate) allocations: u64,
    pub(crate) bytes: u64,
}

impl Allocated {
    /// All of it.
    #[inline(always)]
    pub(crate) fn so_far() -> Self {
        plain_local::with(&COUNTERS, |counters| Self {
            allocations: counters.allocations.get(),
            bytes: counters.bytes.get(),
        })
    }

    /// What came since an earlier reading.
    #[inline(always)]
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            allocations: self.allocations.wrapping_sub(earlier.allocations),
            bytes: self.bytes.wrapping_sub(earlier.bytes),
        }
    }
}

impl Counters {
    /// The calling thread's own, which have no destructor and live as long as the thread. Worth remembering: where this is
    /// compiled it may take a call to find them.
    #[inline(always)]
    pub(crate) fn of_this_thread() -> *const Self {
        plain_local::with(&COUNTERS, std::ptr::from_ref)
    }

    /// Whether nothing was allocated since a reading, and nothing has come or gone.
    #[inline(always)]
    pub(crate) fn stand_at(&self, allocations: u64, live: i64) -> bool {
        self.allocations.get() == allocations && self.live.get() == live
    }

    /// Ends a span that did not raise the peak of the one around it. A guard that was dropped in the span may have put back a
    /// higher one.
    #[inline(always)]
    pub(crate) fn restore_peak(&self, outer_peak: i64) {
        self.peak.set(self.peak.get().max(outer_peak));
    }
}

/// A reading of this thread's heap counters when a measured span opens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeapMark {
    pub(crate) allocations: u64,
    pub(crate) bytes: u64,
    pub(crate) live: i64,
    /// The peak of the span around this one, put back when this one closes.
    pub(crate) outer_peak: i64,
}

/// What a span did to this thread's heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct HeapUse {
    pub(crate) allocations: u64,
    pub(crate) bytes: u64,
    /// Highest level above that at the span's start.
    pub(crate) peak: u64,
    /// Level at the span's end above that at its start.
    pub(crate) net: i64,
}

impl HeapMark {
    /// Opens a span: from here on the peak is the span's own.
    #[inline(always)]
    pub(crate) fn open() -> Self {
        plain_local::with(&COUNTERS, |counters| {
            let live = counters.live.get();
            Self {
                live,
                allocations: counters.allocations.get(),
                outer_peak: counters.peak.replace(live),
                bytes: counters.bytes.get(),
            }
        })
    }

    /// Closes the span. Spans of one thread close in the reverse order of opening, on that thread.
    #[inline(always)]
    pub(crate) fn close(self) -> HeapUse {
        plain_local::with(&COUNTERS, |counters| self.close_in(counters))
    }

    /// As [`close`](Self::close), with the calling thread's counters at hand.
    #[inline(always)]
    pub(crate) fn close_in(self, counters: &Counters) -> HeapUse {
        let peak = counters.peak.get();
        counters.peak.set(peak.max(self.outer_peak));
        HeapUse {
            allocations: counters.allocations.get().wrapping_sub(self.allocations),
            bytes: counters.bytes.get().wrapping_sub(self.bytes),
            peak: peak.wrapping_sub(self.live).max(0).cast_unsigned(),
            net: counters.live.get().wrapping_sub(self.live),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allocator() -> CountingAllocator {
        CountingAllocator::new(System)
    }

    #[test]
    fn a_span_sees_its_own_allocations_bytes_peak_and_net() {
        let layout = Layout::from_size_align(1000, 8).expect("layout");
        let outer = HeapMark::open();
        // SAFETY: every block is given back with the layout it was taken with.
        let (kept, inner) = unsafe {
            let first = allocator().alloc(layout);
            let mark = HeapMark::open();
            let second = allocator().alloc_zeroed(layout);
            allocator().dealloc(second, layout);
            let kept = allocator().realloc(first, layout, 1500);
            (kept, mark.close())
        };
        assert_eq!(
            inner,
            HeapUse {
                allocations: 2,
                bytes: 1500,
                peak: 1000,
                net: 500
            }
        );
        // SAFETY: the block was last resized to 1500 bytes.
        unsafe { allocator().dealloc(kept, Layout::from_size_align(1500, 8).expect("layout")) };
        assert_eq!(
            outer.close(),
            HeapUse {
                allocations: 3,
                bytes: 2500,
                peak: 2000,
                net: 0
            }
        );
    }

    #[test]
    fn without_the_allocator_installed_nothing_is_counted() {
        assert!(!is_counted());
    }
}
