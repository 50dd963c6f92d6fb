//! A call opens and closes: what happens at every call, and nothing else.

use std::ptr::NonNull;

use super::Slot;
use crate::clock;
use crate::guard::exact::{self, ExactRow};
use crate::guard::local;
use crate::guard::sync::{Ordering, add};
use crate::guard::tree::{self, Ending, Tree};
use crate::probe::heap::Allocated;
use crate::site::Site;

/// The bits of `state` that count open calls. A stack that held so many calls would be 8 GB.
const DEPTH: u32 = (1 << 27) - 1;

/// From here up, `state` says that the slot needs more than the fast path does: one comparison catches all reasons.
const SPECIAL: u32 = DEPTH + 1;

/// Calls read the scheduler's clocks when they open.
pub(super) const WATCHED: u32 = 1 << 27;

/// The time-stamp counter cannot be trusted here.
pub(super) const MONOTONIC: u32 = 1 << 28;

/// The slot is in no table and is handed over when its call closes.
pub(super) const ONE_SHOT: u32 = 1 << 29;

/// The next outermost call is read exactly.
const EXACT: u32 = 1 << 30;

/// One of the open calls has a frame in the thread's call tree.
const IN_TREE: u32 = 1 << 31;

/// How a slot stood when a call opened.
#[derive(Clone, Copy)]
pub(in crate::guard) struct Opened(u32);

impl Opened {
    /// Whether no other call of the site was open on this thread.
    #[inline(always)]
    pub(in crate::guard) fn is_outermost(self) -> bool {
        self.0 & DEPTH == 0
    }
}

/// The slot of an open call. The lowest bit of the address says whether the thread was unwinding when the call opened: it
/// is then not this call that panicked. One word, for a guard that is one word longer is a register less for the function.
#[derive(Clone, Copy)]
pub(in crate::guard) struct Entered(NonNull<Slot>);

/// Slots are aligned to much more than this.
const UNWINDING: usize = 1;

impl Entered {
    /// A call that was opened while the thread was not unwinding.
    #[inline(always)]
    pub(in crate::guard) fn new(slot: NonNull<Slot>) -> Self {
        Self(slot)
    }

    /// A call that was opened while the thread was unwinding.
    pub(in crate::guard) fn while_unwinding(slot: NonNull<Slot>) -> Self {
        Self(slot.map_addr(|address| address | UNWINDING))
    }

    #[inline(always)]
    pub(in crate::guard) fn slot(self) -> NonNull<Slot> {
        let untagged = self.0.as_ptr().map_addr(|address| address & !UNWINDING);
        // SAFETY: it was a slot's address before it got its tag, in a bit that the slot's alignment leaves free.
        unsafe { NonNull::new_unchecked(untagged) }
    }

    /// Whether a panic began since the call opened.
    #[inline(always)]
    pub(in crate::guard) fn panicked(self) -> bool {
        std::thread::panicking() && self.0.addr().get() & UNWINDING == 0
    }
}

/// Gives a slot that is in no table to the recorder; its one call is closed.
#[cold]
#[inline(never)]
pub(in crate::guard) fn hand_over(slot: NonNull<Slot>) {
    // SAFETY: the slot is still whole; the recorder frees it.
    let recorder = unsafe { slot.as_ref() }.site().recorder();
    (recorder.hand_over)(slot.cast());
}

#[cold]
#[inline(never)]
fn special_clock(state: u32) -> u64 {
    if state & EXACT != 0 {
        clock::fenced()
    } else {
        clock::now()
    }
}

impl Slot {
    /// Counts a call within a run. A future is one, however often it is polled.
    #[inline(always)]
    pub(in crate::guard) fn count_in_run(&self) {
        add(&self.calls_in_run, 1);
    }

    /// Gives a call that has opened its place in the call tree, unless a call of the site has one already.
    #[inline(always)]
    pub(in crate::guard) fn open_in_tree(&self, tree: &Tree, site: &'static Site, opened: Opened) {
        if opened.0 & IN_TREE == 0 && tree.open_call(site, self, opened.0 & DEPTH, &self.place) {
            self.set(IN_TREE);
        }
    }

    /// Opens a call whose place in the call tree is that of the last one, if nothing else is special about the slot; otherwise
    /// nothing is changed.
    #[inline(always)]
    pub(in crate::guard) fn enter_where_it_was(&self, tree: &Tree) -> Option<Opened> {
        let entered = self.state.load(Ordering::Relaxed) == 0 && tree.open_again(self, &self.place);
        if entered {
            self.count_in_run();
            self.state.store(IN_TREE | 1, Ordering::Relaxed);
        }
        entered.then_some(Opened(0))
    }

    /// Closes a call's place in the call tree, if it is the one that has it.
    #[inline(always)]
    pub(in crate::guard) fn close_in_tree(
        &self,
        (start, end): (u64, u64),
        idle: u64,
        ending: Ending,
    ) {
        let state = self.state.load(Ordering::Relaxed);
        let call = tree::Call {
            slot: self,
            depth: state & DEPTH,
            start,
            end,
            idle,
        };
        let closed =
            state & IN_TREE != 0 && local::tree().is_some_and(|tree| tree.close_call(call, ending));
        if closed {
            self.clear(IN_TREE);
        }
    }

    /// A call opens. The clock is read apart, through [`clock`](Self::clock), when everything else is done.
    #[inline(always)]
    pub(in crate::guard) fn enter(&self) -> Opened {
        let state = self.state.load(Ordering::Relaxed);
        self.state.store(state.wrapping_add(1), Ordering::Relaxed);
        if state >= SPECIAL {
            self.enter_watched(state);
        }
        Opened(state)
    }

    /// A call opens, if nothing is special about the slot; otherwise nothing is changed.
    #[inline(always)]
    pub(in crate::guard) fn enter_if_plain(&self) -> Option<Opened> {
        let state = self.state.load(Ordering::Relaxed);
        let plain = state < SPECIAL;
        if plain {
            self.state.store(state + 1, Ordering::Relaxed);
        }
        plain.then_some(Opened(state))
    }

    /// Reads the clock for a call that opens.
    #[inline(always)]
    pub(in crate::guard) fn clock(&self, opened: Opened) -> u64 {
        if opened.0 >= SPECIAL {
            special_clock(opened.0)
        } else {
            clock::direct()
        }
    }

    /// Has the next outermost call read exactly, where that is possible.
    #[cold]
    pub(super) fn read_next_exactly(&self) {
        if clock::has_fences() {
            self.set(EXACT);
        }
    }

    /// From now on every outermost call is read exactly, where that is possible. Only the owning thread may call this.
    pub(in crate::guard) fn begin_exact_row(&self) {
        self.exact.begin_row();
        self.read_next_exactly();
    }

    /// Ends what [`begin_exact_row`](Self::begin_exact_row) began.
    pub(in crate::guard) fn end_exact_row(&self) -> ExactRow {
        self.clear(EXACT);
        self.exact.end_row()
    }

    #[cold]
    #[inline(never)]
    fn enter_watched(&self, state: u32) {
        if state & WATCHED != 0 && state & DEPTH == 0 {
            self.read_clocks_at_entry();
        }
    }

    /// A call closes that opened at `start` and closes at `end`, read through [`clock::direct`]. A slot that is in no
    /// table is handed over.
    ///
    /// # Safety
    ///
    /// The slot is alive and the calling thread's own; it may be gone afterwards.
    #[inline(always)]
    pub(in crate::guard) unsafe fn leave(call: Entered, start: u64, end: u64) {
        // Asked first: std may have to make a call to know, and whatever is at hand then has to be kept for it in registers
        // that every call would have to save.
        if std::thread::panicking() {
            // SAFETY: the caller's promise is passed on.
            return unsafe { Self::leave_while_panicking(call, start, end) };
        }
        // SAFETY: likewise.
        unsafe { Self::leave_in_peace(call, start, end) };
    }

    /// As [`leave`](Self::leave), where the thread does not panic.
    ///
    /// # Safety
    ///
    /// As for [`leave`](Self::leave).
    #[inline(always)]
    pub(in crate::guard) unsafe fn leave_in_peace(call: Entered, start: u64, end: u64) {
        let slot = call.slot();
        // SAFETY: alive, by the caller's promise.
        let this = unsafe { slot.as_ref() };
        let state = this.state.load(Ordering::Relaxed).wrapping_sub(1);
        this.state.store(state, Ordering::Relaxed);
        let ticks = end.wrapping_sub(start);
        // A clock that stepped back makes `ticks` huge, so that one comparison catches both.
        if state == 0 && ticks < this.slow_from.load(Ordering::Relaxed) {
            this.append(ticks as u32);
        } else {
            // SAFETY: the caller's promise is passed on.
            unsafe { Self::leave_slowly(call, start, end) };
        }
    }

    /// # Safety
    ///
    /// As for [`leave`](Self::leave).
    #[cold]
    #[inline(never)]
    unsafe fn leave_while_panicking(call: Entered, start: u64, end: u64) {
        // SAFETY: alive, by the caller's promise.
        let this = unsafe { call.slot().as_ref() };
        let state = this.state.load(Ordering::Relaxed).wrapping_sub(1);
        this.state.store(state, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { Self::leave_specially(call, start, end) };
    }

    /// As [`leave_in_peace`](Self::leave_in_peace), when the slot has counted the call out.
    ///
    /// # Safety
    ///
    /// As for [`leave`](Self::leave).
    #[cold]
    #[inline(never)]
    unsafe fn leave_slowly(call: Entered, start: u64, end: u64) {
        // SAFETY: alive, by the caller's promise.
        let this = unsafe { call.slot().as_ref() };
        let ticks = end.wrapping_sub(start);
        let only_in_tree = this.state.load(Ordering::Relaxed) == IN_TREE;
        if only_in_tree
            && ticks < this.slow_from.load(Ordering::Relaxed)
            && this.place.is_innermost(this, ticks, end)
        {
            this.count_in_tree(ticks);
        } else {
            // SAFETY: the caller's promise is passed on.
            unsafe { Self::leave_specially(call, start, end) };
        }
    }

    /// Counts an outermost call by its time and by its place in the call tree, which is the innermost. Apart from what leads
    /// here: reading the heap is a call in some programs, and what is at hand then has to be saved.
    #[inline(never)]
    fn count_in_tree(&self, ticks: u64) {
        let allocated = Allocated::so_far();
        self.place.close_innermost(ticks, allocated);
        self.state.store(0, Ordering::Relaxed);
        self.append(ticks as u32);
    }

    /// # Safety
    ///
    /// As for [`leave`](Self::leave).
    #[cold]
    #[inline(never)]
    unsafe fn leave_specially(call: Entered, start: u64, end: u64) {
        let slot = call.slot();
        // SAFETY: alive, by the caller's promise.
        let this = unsafe { slot.as_ref() };
        let state = this.state.load(Ordering::Relaxed);
        // Read before anything else is asked, be it whether it counts.
        let is_exact = state & (EXACT | DEPTH) == EXACT;
        let exact_ticks = if is_exact { exact::since(start) } else { None };
        let panicked = call.panicked();
        if is_exact && !panicked {
            if let Some(ticks) = exact_ticks {
                this.exact.record(ticks);
            }
            if !this.exact.is_in_row() {
                this.clear(EXACT);
            }
        }
        let end = if state & MONOTONIC != 0 {
            clock::now()
        } else {
            end
        };
        if state & IN_TREE != 0 {
            let ending = if panicked {
                Ending::Panicked
            } else {
                Ending::Returned
            };
            // The tree adds the times of calls up: one during which the clock stepped back adds nothing.
            this.close_in_tree((start, end.max(start)), 0, ending);
        }
        let ticks = end.wrapping_sub(start);
        if panicked {
            // No sample: it would time the panic hook and its backtrace instead of the function.
            add(&this.panics, 1);
        } else if state & DEPTH != 0 {
            this.count_nested();
        } else if ticks >= this.slow_from.load(Ordering::Relaxed) {
            this.record_slow(ticks);
        } else {
            this.append(ticks as u32);
        }
        if state & ONE_SHOT != 0 {
            hand_over(slot);
        }
    }

    /// A poll closes that took `ticks`. Whether that is all: no other call is open, nothing is special, and it was not slow.
    #[inline(always)]
    pub(in crate::guard) fn leave_poll(&self, ticks: u64) -> bool {
        let state = self.state.load(Ordering::Relaxed).wrapping_sub(1);
        self.state.store(state, Ordering::Relaxed);
        state == 0 && ticks < self.slow_from.load(Ordering::Relaxed)
    }

    /// The clock where a poll closed, read again if this slot's readings need more than `now`, the plain one.
    pub(in crate::guard) fn clock_of_special_poll(&self, now: u64) -> u64 {
        if self.state.load(Ordering::Relaxed) < SPECIAL {
            return now;
        }
        // Exact readings are for calls: a poll ends in the middle of a function.
        self.clear(EXACT);
        clock::now()
    }

    /// Whether a call of the site is open on this thread.
    #[inline(always)]
    pub(in crate::guard) fn is_open(&self) -> bool {
        self.state.load(Ordering::Relaxed) & DEPTH != 0
    }

    /// Whether the one call that is open is the outermost.
    #[inline(always)]
    pub(in crate::guard) fn is_outermost(&self) -> bool {
        self.state.load(Ordering::Relaxed) & DEPTH == 1
    }

    /// Whether the slot has to be handed over when its call closes.
    #[inline(always)]
    pub(in crate::guard) fn is_one_shot(&self) -> bool {
        self.state.load(Ordering::Relaxed) & ONE_SHOT != 0
    }

    /// Sets a bit that makes the slot special.
    pub(super) fn set(&self, bit: u32) {
        let state = self.state.load(Ordering::Relaxed);
        self.state.store(state | bit, Ordering::Relaxed);
    }

    /// Clears such a bit.
    pub(super) fn clear(&self, bit: u32) {
        let state = self.state.load(Ordering::Relaxed);
        self.state.store(state & !bit, Ordering::Relaxed);
    }
}
