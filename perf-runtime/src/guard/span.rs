//! The guards of functions that run on one thread from end to end.

use std::marker::PhantomData;

use super::local;
use super::slot::{Entered, Slot};
use crate::clock;
use crate::probe::heap::HeapMark;
use crate::site::Site;

/// Closes a sample of time when it is dropped.
#[must_use = "a guard that is dropped at once measures nothing"]
pub struct TimeGuard {
    call: Call,
}

/// Opens a sample of time.
#[cfg_attr(not(perf_unoptimised), inline(always))]
pub fn enter_time(site: &'static Site) -> TimeGuard {
    let (call, ()) = Call::open(site, || ());
    TimeGuard { call }
}

impl Drop for TimeGuard {
    #[cfg_attr(not(perf_unoptimised), inline(always))]
    fn drop(&mut self) {
        if let Some(entered) = self.call.entered {
            close_time(entered, self.call.start);
        }
    }
}

/// Reads the clock and closes the call. Apart, so that the drop of a guard is small enough to become part of the function:
/// one that records nothing then costs a comparison.
#[inline(never)]
fn close_time(entered: Entered, start: u64) {
    let end = clock::direct();
    // SAFETY: as in `Call::open`; the guard is the last to use the slot.
    unsafe { Slot::leave(entered, start, end) };
}

/// Closes a sample of time and heap when it is dropped.
#[must_use = "a guard that is dropped at once measures nothing"]
pub struct MemoryGuard {
    call: Call,
    heap: HeapMark,
}

/// Opens a sample of time and heap.
#[cfg_attr(not(perf_unoptimised), inline(always))]
pub fn enter_memory(site: &'static Site) -> MemoryGuard {
    // Opening may make the slot and register the thread, which allocates: the heap is read after that.
    let (call, heap) = Call::open(site, HeapMark::open);
    MemoryGuard { call, heap }
}

impl Drop for MemoryGuard {
    #[cfg_attr(not(perf_unoptimised), inline(always))]
    fn drop(&mut self) {
        if let Some(entered) = self.call.entered {
            close_memory(entered, self.call.start, &self.heap);
        }
    }
}

/// As [`close_time`], with the heap. Most calls of a function with limits on it leave the heap alone.
#[inline(never)]
fn close_memory(entered: Entered, start: u64, heap: &HeapMark) {
    let end = clock::direct();
    // Asked first, as in `Slot::leave`.
    if std::thread::panicking() || !heap.close_idle() {
        return close_used_memory(entered, start, end, heap);
    }
    // SAFETY: as in `Call::open`.
    let slot = unsafe { entered.slot().as_ref() };
    if slot.is_outermost() {
        slot.count_idle_heap();
    }
    // SAFETY: as in `close_time`; the thread does not panic.
    unsafe { Slot::leave_in_peace(entered, start, end) };
}

#[cold]
#[inline(never)]
fn close_used_memory(entered: Entered, start: u64, end: u64, heap: &HeapMark) {
    let used = heap.close();
    // SAFETY: as in `Call::open`.
    let slot = unsafe { entered.slot().as_ref() };
    // Only the outermost call counts: what the inner ones allocate is part of it. This guard's own call is open. What a
    // panic allocates, its message and its backtrace, is not the function's.
    if slot.is_outermost()
        && !entered.panicked()
        && let Some(heap) = slot.heap()
    {
        heap.record(used);
    }
    // SAFETY: as in `close_time`.
    unsafe { Slot::leave(entered, start, end) };
}

/// A call that is open.
struct Call {
    /// The thread's slot for the site; `None` when nothing is recorded.
    entered: Option<Entered>,
    start: u64,
    /// A call closes on the thread that opened it.
    not_send: PhantomData<*const ()>,
}

impl Call {
    /// Opens a call; what `before_clock` reads is read when all else is done, and the clock last.
    #[inline(always)]
    fn open<R>(site: &'static Site, before_clock: impl FnOnce() -> R) -> (Self, R) {
        let Some(pointer) = local::known_slot(site) else {
            return if local::is_recording() {
                Self::open_slowly(site, before_clock)
            } else {
                (Self::unrecorded(), before_clock())
            };
        };
        // SAFETY: a thread's slots live until the thread ends, and a call does not leave its thread.
        let slot = unsafe { pointer.as_ref() };
        if std::thread::panicking() || slot.enter_if_plain().is_none() {
            return Self::open_slowly(site, before_clock);
        }
        let read = before_clock();
        (Self::opened(Entered::new(pointer), clock::direct()), read)
    }

    /// A call within a workflow, a site's first one on a thread, and one that is special. One function for all, which returns
    /// in registers: what it is called from need not keep anything for it.
    #[cold]
    #[inline(never)]
    fn open_slowly<R>(site: &'static Site, before_clock: impl FnOnce() -> R) -> (Self, R) {
        if !std::thread::panicking()
            && let Some(pointer) = local::known_far_slot(site)
            && let Some(tree) = local::tree_at_hand()
            // SAFETY: as in `open`.
            && unsafe { pointer.as_ref() }.enter_where_it_was(tree)
        {
            let read = before_clock();
            return (Self::opened(Entered::new(pointer), clock::direct()), read);
        }
        Self::open_specially(site, before_clock)
    }

    #[cold]
    #[inline(never)]
    fn open_specially<R>(site: &'static Site, before_clock: impl FnOnce() -> R) -> (Self, R) {
        let Some(pointer) = local::far_slot(site) else {
            return (Self::unrecorded(), before_clock());
        };
        let entered = if std::thread::panicking() {
            Entered::while_unwinding(pointer)
        } else {
            Entered::new(pointer)
        };
        // SAFETY: as in `open`.
        let slot = unsafe { pointer.as_ref() };
        let opened = slot.enter();
        if let Some(tree) = local::tree_in_use() {
            slot.open_in_tree(tree, site, opened);
        }
        let read = before_clock();
        (Self::opened(entered, slot.clock(opened)), read)
    }

    #[inline(always)]
    fn opened(entered: Entered, start: u64) -> Self {
        Self {
            entered: Some(entered),
            start,
            not_send: PhantomData,
        }
    }

    #[inline(always)]
    fn unrecorded() -> Self {
        Self {
            entered: None,
            start: 0,
            not_send: PhantomData,
        }
    }
}
