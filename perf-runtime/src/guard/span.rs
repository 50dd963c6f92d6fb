//! The guards of functions that run on one thread from end to end.

use std::marker::PhantomData;
use std::mem::ManuallyDrop;

use super::heap::HeapCells;
use super::local;
use super::pin::pin;
use super::slot::{Entered, Opened, Slot};
use crate::clock;
use crate::site::Site;

/// What an expansion opens before a body.
///
/// A guard that is dropped has to ask whether the thread panics; one that is closed knows that the function returns. Asking
/// is a tenth of what recording costs.
pub trait Guard {
    /// Whether anything is recorded: if not, no barrier is worth its cost.
    fn records(&self) -> bool;

    /// Closes the sample of a function that returns.
    fn close(self);
}

/// Hands on what a body came to, computed before this point as by [`pin`] if anything is recorded, and closes the sample that
/// was opened before it. An expansion opens the guard and evaluates the body as the arguments of this call, in this order:
/// neither needs a name.
#[inline(always)]
pub fn measured<R>(guard: impl Guard, result: R) -> R {
    if guard.records() {
        pin(&result);
    }
    guard.close();
    result
}

/// What is entered: a site, with the addresses of arguments around it, `((site, &raw const a), &raw const b)`.
///
/// In one piece, for a guard that is made and then handed through barriers takes its place on the stack twice.
pub trait Entry {
    /// The site.
    fn site(&self) -> &'static Site;

    /// Keeps what uses the arguments behind this point, as [`pin`] does.
    fn pin(&self);
}

impl Entry for &'static Site {
    #[inline(always)]
    fn site(&self) -> &'static Site {
        self
    }

    #[inline(always)]
    fn pin(&self) {}
}

impl<E: Entry, T> Entry for (E, *const T) {
    #[inline(always)]
    fn site(&self) -> &'static Site {
        self.0.site()
    }

    #[inline(always)]
    fn pin(&self) {
        self.0.pin();
        pin(self.1);
    }
}

/// Closes a sample of time when it is dropped.
#[must_use = "a guard that is dropped at once measures nothing"]
pub struct TimeGuard {
    call: Call,
}

/// Opens a sample of time.
#[cfg_attr(not(perf_unoptimised), inline(always))]
pub fn enter_time(entry: impl Entry) -> TimeGuard {
    TimeGuard {
        call: Call::open(entry, false),
    }
}

impl Guard for TimeGuard {
    #[inline(always)]
    fn records(&self) -> bool {
        self.call.recorded.is_some()
    }

    #[cfg_attr(not(perf_unoptimised), inline(always))]
    fn close(self) {
        if let Some(recorded) = ManuallyDrop::new(self).call.recorded {
            close_time(recorded.call, recorded.start);
        }
    }
}

impl Drop for TimeGuard {
    #[cfg_attr(not(perf_unoptimised), inline(always))]
    fn drop(&mut self) {
        if let Some(recorded) = self.call.recorded {
            drop_time(recorded.call, recorded.start);
        }
    }
}

/// Reads the clock and closes a call that returns. Apart, so that what is left of a guard is small enough to become part of
/// the function: one that records nothing then costs a comparison.
#[inline(never)]
fn close_time(call: Entered, start: u64) {
    let end = clock::direct();
    // SAFETY: as in `Call::open_plainly`; the guard is the last to use the slot.
    unsafe { Slot::leave_in_peace(call, start, end) };
}

/// As [`close_time`], for a call that returns or panics.
#[inline(never)]
fn drop_time(call: Entered, start: u64) {
    let end = clock::direct();
    // SAFETY: as in `close_time`.
    unsafe { Slot::leave(call, start, end) };
}

/// Closes a sample of time and heap when it is dropped.
#[must_use = "a guard that is dropped at once measures nothing"]
pub struct MemoryGuard {
    call: Call,
}

/// Opens a sample of time and heap.
#[cfg_attr(not(perf_unoptimised), inline(always))]
pub fn enter_memory(entry: impl Entry) -> MemoryGuard {
    MemoryGuard {
        call: Call::open(entry, true),
    }
}

impl Guard for MemoryGuard {
    #[inline(always)]
    fn records(&self) -> bool {
        self.call.recorded.is_some()
    }

    #[cfg_attr(not(perf_unoptimised), inline(always))]
    fn close(self) {
        if let Some(recorded) = ManuallyDrop::new(self).call.recorded {
            close_memory(recorded.call, recorded.start);
        }
    }
}

impl Drop for MemoryGuard {
    #[cfg_attr(not(perf_unoptimised), inline(always))]
    fn drop(&mut self) {
        if let Some(recorded) = self.call.recorded {
            drop_memory(recorded.call, recorded.start);
        }
    }
}

/// As [`close_time`], with the heap.
#[inline(never)]
fn close_memory(call: Entered, start: u64) {
    let end = clock::direct();
    leave_heap(call, start, end);
}

/// As [`drop_time`], with the heap.
#[inline(never)]
fn drop_memory(call: Entered, start: u64) {
    let end = clock::direct();
    // Asked first, as in `Slot::leave`.
    if std::thread::panicking() {
        return close_used_memory(call, start, end);
    }
    leave_heap(call, start, end);
}

/// Closes a call of a thread that does not panic. Most calls of a function with limits on the heap leave it alone; they need
/// nothing here that would have to be called, for which what is at hand would have to be saved.
#[inline(always)]
fn leave_heap(call: Entered, start: u64, end: u64) {
    // SAFETY: as in `Call::open_plainly`.
    let slot = unsafe { call.slot().as_ref() };
    if slot.is_outermost() && !slot.existing_heap().is_some_and(HeapCells::close_idle) {
        return close_used_memory(call, start, end);
    }
    // SAFETY: as in `close_time`; the thread does not panic.
    unsafe { Slot::leave_in_peace(call, start, end) };
}

#[cold]
#[inline(never)]
fn close_used_memory(call: Entered, start: u64, end: u64) {
    // SAFETY: as in `Call::open_plainly`.
    let slot = unsafe { call.slot().as_ref() };
    // Only the outermost call counts: what the inner ones allocate is part of it. This guard's own call is open.
    if slot.is_outermost()
        && let Some(heap) = slot.existing_heap()
    {
        let used = heap.close();
        // What a panic allocates, its message and its backtrace, is not the function's.
        if !call.panicked() {
            heap.record(used);
        }
    }
    // SAFETY: as in `close_time`.
    unsafe { Slot::leave(call, start, end) };
}

/// Keeps the code around a place that hardly anybody comes to out of the way.
#[cold]
#[inline(always)]
const fn unlikely() {}

/// Notes where a call's use of the heap begins.
#[inline(always)]
fn open_heap(slot: &Slot, opened: Opened) {
    if opened.is_outermost()
        && let Some(cells) = slot.existing_heap()
    {
        cells.open();
    }
}

/// A call that is open.
struct Call {
    /// `None` when nothing is recorded.
    recorded: Option<Recorded>,
    /// A call closes on the thread that opened it.
    not_send: PhantomData<*const ()>,
}

/// A call that is recorded when it closes.
#[derive(Clone, Copy)]
struct Recorded {
    /// The thread's slot for the site.
    call: Entered,
    start: u64,
}

impl Call {
    /// Opens a call, with its use of the heap if `heap` says so; the clock is read when all else is done, and what uses the
    /// arguments of the function stays behind it.
    #[inline(always)]
    fn open(entry: impl Entry, heap: bool) -> Self {
        let site = entry.site();
        if site.place().is_left_out() {
            unlikely();
            return Self::unrecorded();
        }
        // Asked before anything is at hand that would have to be kept: asking may be a call.
        let call = if std::thread::panicking() {
            Self::open_slowly(site, heap)
        } else {
            Self::open_plainly(site, heap).unwrap_or_else(|| Self::open_slowly(site, heap))
        };
        entry.pin();
        call
    }

    /// Opens a call of which nothing is special; `None` where there is more to it.
    #[inline(always)]
    fn open_plainly(site: &'static Site, heap: bool) -> Option<Self> {
        let pointer = local::known_slot(site.place())?;
        // SAFETY: a thread's slots live until the thread ends, and a call does not leave its thread.
        let slot = unsafe { pointer.as_ref() };
        let opened = slot.enter_if_plain()?;
        if heap {
            open_heap(slot, opened);
        }
        Some(Self::opened(Entered::new(pointer), clock::direct()))
    }

    /// A call within a workflow, a site's first one on a thread, and one that is special. One function for all, which returns
    /// in registers: what it is called from need not keep anything for it.
    #[cold]
    #[inline(never)]
    fn open_slowly(site: &'static Site, heap: bool) -> Self {
        Self::open_where_it_was(site, heap).unwrap_or_else(|| Self::open_specially(site, heap))
    }

    /// Opens a call within a workflow at the place of the one before it; `None` where there is more to it.
    #[inline(always)]
    fn open_where_it_was(site: &'static Site, heap: bool) -> Option<Self> {
        if std::thread::panicking() {
            return None;
        }
        let pointer = local::known_far_slot(site)?;
        // SAFETY: as in `open_plainly`.
        let slot = unsafe { pointer.as_ref() };
        let opened = slot.enter_where_it_was(local::tree_at_hand()?)?;
        if heap {
            open_heap(slot, opened);
        }
        Some(Self::opened(Entered::new(pointer), clock::direct()))
    }

    #[cold]
    #[inline(never)]
    fn open_specially(site: &'static Site, heap: bool) -> Self {
        let Some(pointer) = local::far_slot(site) else {
            return Self::unrecorded();
        };
        let call = if std::thread::panicking() {
            Entered::while_unwinding(pointer)
        } else {
            Entered::new(pointer)
        };
        // SAFETY: as in `open_plainly`.
        let slot = unsafe { pointer.as_ref() };
        let opened = slot.enter();
        if let Some(tree) = local::tree_in_use() {
            slot.count_in_run();
            slot.open_in_tree(tree, site, opened);
        }
        if heap {
            // Made here, by the first call of a thread, for all of them.
            slot.heap();
            open_heap(slot, opened);
        }
        Self::opened(call, slot.clock(opened))
    }

    #[inline(always)]
    fn opened(call: Entered, start: u64) -> Self {
        Self {
            recorded: Some(Recorded { call, start }),
            not_send: PhantomData,
        }
    }

    #[inline(always)]
    fn unrecorded() -> Self {
        Self {
            recorded: None,
            not_send: PhantomData,
        }
    }
}
