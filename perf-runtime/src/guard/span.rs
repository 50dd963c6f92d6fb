//! The guards of functions that run on one thread from end to end.

use std::marker::PhantomData;
use std::ptr::NonNull;
use std::thread;

use super::local;
use super::slot::Slot;
use crate::clock;
use crate::probe::heap::HeapMark;
use crate::site::Site;

/// Closes a sample of time when it is dropped.
#[must_use = "a guard that is dropped at once measures nothing"]
pub struct TimeGuard {
    /// The thread's slot for the site; `None` when nothing is recorded.
    slot: Option<NonNull<Slot>>,
    start: u64,
    /// Whether the thread was unwinding when the sample was opened: it is then not this call that panicked.
    unwinding_at_entry: bool,
    /// A sample closes on the thread that opened it.
    not_send: PhantomData<*const ()>,
}

/// Opens a sample of time.
#[inline(always)]
pub fn enter_time(site: &'static Site) -> TimeGuard {
    let mut guard = TimeGuard::open(site);
    guard.start();
    guard
}

impl TimeGuard {
    /// Does all that opening a sample takes, but for reading the clock.
    #[inline(always)]
    fn open(site: &'static Site) -> Self {
        let slot = local::slot(site);
        let mut unwinding_at_entry = false;
        if let Some(slot) = slot {
            unwinding_at_entry = thread::panicking();
            // SAFETY: a thread's slots live until the thread ends, and this guard does not leave the thread.
            unsafe { slot.as_ref() }.enter();
        }
        Self {
            slot,
            start: 0,
            unwinding_at_entry,
            not_send: PhantomData,
        }
    }

    /// Reads the clock, last.
    #[inline(always)]
    fn start(&mut self) {
        if self.slot.is_some() {
            self.start = clock::now();
        }
    }

    /// Whether a panic began since the sample was opened.
    #[inline(always)]
    fn is_unwinding(&self) -> bool {
        thread::panicking() && !self.unwinding_at_entry
    }

    /// The slot that the sample goes to.
    pub(crate) fn slot(&self) -> Option<&Slot> {
        // SAFETY: as in `open`.
        self.slot.as_ref().map(|slot| unsafe { slot.as_ref() })
    }
}

impl Drop for TimeGuard {
    #[inline(always)]
    fn drop(&mut self) {
        let Some(pointer) = self.slot else {
            return;
        };
        let end = clock::now();
        // SAFETY: as in `open`.
        let slot = unsafe { pointer.as_ref() };
        slot.leave(end.wrapping_sub(self.start), self.is_unwinding());
        hand_over_if_one_shot(pointer);
    }
}

/// Gives a slot that is in no table to the recorder; its one call is closed.
#[inline(always)]
pub(super) fn hand_over_if_one_shot(slot: NonNull<Slot>) {
    // SAFETY: the slot lives until it is handed over or its thread ends.
    if unsafe { slot.as_ref() }.is_one_shot() {
        hand_over(slot);
    }
}

#[cold]
#[inline(never)]
fn hand_over(slot: NonNull<Slot>) {
    // SAFETY: the slot is still whole; the recorder frees it.
    let recorder = unsafe { slot.as_ref() }.site().recorder();
    (recorder.hand_over)(slot.cast());
}

/// Closes a sample of time and heap when it is dropped.
#[must_use = "a guard that is dropped at once measures nothing"]
pub struct MemoryGuard {
    time: TimeGuard,
    heap: HeapMark,
}

/// Opens a sample of time and heap.
#[inline(always)]
pub fn enter_memory(site: &'static Site) -> MemoryGuard {
    // Opening may make the slot and register the thread, which allocates: the heap is read after that.
    let time = TimeGuard::open(site);
    let mut guard = MemoryGuard {
        time,
        heap: HeapMark::open(),
    };
    guard.time.start();
    guard
}

impl Drop for MemoryGuard {
    #[inline(always)]
    fn drop(&mut self) {
        let used = self.heap.close();
        // Only the outermost call counts: what the inner ones allocate is part of it. This guard's own call is open.
        // What a panic allocates, its message and its backtrace, is not the function's.
        if let Some(slot) = self.time.slot()
            && slot.depth() == 1
            && !self.time.is_unwinding()
            && let Some(heap) = slot.heap()
        {
            heap.record(used);
        }
    }
}
