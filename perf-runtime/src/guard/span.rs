//! The guards of functions that run on one thread from end to end.

use std::marker::PhantomData;
use std::ptr::NonNull;
use std::thread;

use super::local;
use super::slot::{Closed, Opened, Slot, open_far};
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
        if let Some(slot) = self.call.slot {
            self.call.close(slot, clock::direct());
        }
    }
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
        let Some(pointer) = self.call.slot else {
            return;
        };
        let end = clock::direct();
        let used = self.heap.close();
        // SAFETY: as in `Call::open`.
        let slot = unsafe { pointer.as_ref() };
        // Only the outermost call counts: what the inner ones allocate is part of it. This guard's own call is open.
        // What a panic allocates, its message and its backtrace, is not the function's.
        if slot.is_outermost()
            && !self.call.closed(end).panicked()
            && let Some(heap) = slot.heap()
        {
            heap.record(used);
        }
        self.call.close(pointer, end);
    }
}

/// A call that is open.
struct Call {
    /// The thread's slot for the site; `None` when nothing is recorded.
    slot: Option<NonNull<Slot>>,
    start: u64,
    /// Whether the thread was unwinding when the call was opened: it is then not this call that panicked.
    unwinding_at_entry: bool,
    /// A call closes on the thread that opened it.
    not_send: PhantomData<*const ()>,
}

impl Call {
    /// Opens a call; what `before_clock` reads is read when all else is done, and the clock last.
    #[inline(always)]
    fn open<R>(site: &'static Site, before_clock: impl FnOnce() -> R) -> (Self, R) {
        let Some((pointer, opened)) = Self::enter(site) else {
            let unrecorded = Self {
                slot: None,
                start: 0,
                unwinding_at_entry: false,
                not_send: PhantomData,
            };
            return (unrecorded, before_clock());
        };
        let unwinding_at_entry = thread::panicking();
        // SAFETY: a thread's slots live until the thread ends, and a call does not leave its thread.
        let slot = unsafe { pointer.as_ref() };
        let read = before_clock();
        let call = Self {
            slot: Some(pointer),
            unwinding_at_entry,
            start: slot.clock(opened),
            not_send: PhantomData,
        };
        (call, read)
    }

    #[inline(always)]
    fn enter(site: &'static Site) -> Option<(NonNull<Slot>, Opened)> {
        match local::near_slot(site) {
            // SAFETY: as in `open`.
            Some(slot) => Some((slot, unsafe { slot.as_ref() }.enter())),
            None if local::is_recording() => open_far(site),
            None => None,
        }
    }

    #[inline(always)]
    fn close(&self, slot: NonNull<Slot>, end: u64) {
        // SAFETY: as in `open`; this guard is the last to use the slot.
        unsafe { Slot::leave(slot, self.closed(end)) };
    }

    #[inline(always)]
    fn closed(&self, end: u64) -> Closed {
        Closed {
            start: self.start,
            end,
            unwinding_at_entry: self.unwinding_at_entry,
        }
    }
}
