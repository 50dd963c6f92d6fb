//! A call opens and closes: what happens at every call, and nothing else.

use super::Slot;
use crate::clock;
use crate::guard::sync::{Ordering, add};

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

impl Slot {
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

    /// Reads the clock for a call that opens.
    #[inline(always)]
    pub(in crate::guard) fn clock(&self, opened: Opened) -> u64 {
        if opened.0 >= SPECIAL {
            clock::now()
        } else {
            clock::direct()
        }
    }

    #[cold]
    #[inline(never)]
    fn enter_watched(&self, state: u32) {
        if state & WATCHED != 0 && state & DEPTH == 0 {
            self.read_clocks_at_entry();
        }
    }

    /// A call closes that opened at `start` and closes at `end`, read through [`clock::direct`]. `unwinding` is whether
    /// a panic began since it opened. Returns whether the slot has to be handed over.
    #[inline(always)]
    #[must_use]
    pub(in crate::guard) fn leave(&self, start: u64, end: u64, unwinding: bool) -> bool {
        let state = self.state.load(Ordering::Relaxed).wrapping_sub(1);
        self.state.store(state, Ordering::Relaxed);
        let ticks = end.wrapping_sub(start);
        // A clock that stepped back makes `ticks` huge, so that one comparison catches both.
        if state != 0 || unwinding || ticks >= self.slow_from.load(Ordering::Relaxed) {
            return self.leave_slowly(start, end, state, unwinding);
        }
        self.samples.append(ticks as u32, &self.pages);
        false
    }

    #[cold]
    #[inline(never)]
    fn leave_slowly(&self, start: u64, end: u64, state: u32, unwinding: bool) -> bool {
        let end = if state & MONOTONIC != 0 {
            clock::now()
        } else {
            end
        };
        if unwinding {
            add(&self.panics, 1);
        }
        let ticks = end.wrapping_sub(start);
        if state & DEPTH != 0 {
            self.count_nested();
        } else if ticks >= self.slow_from.load(Ordering::Relaxed) {
            self.record_slow(ticks);
        } else {
            self.samples.append(ticks as u32, &self.pages);
        }
        self.is_one_shot()
    }

    /// Reads the clock for a poll that closes, and closes it.
    #[inline(always)]
    pub(in crate::guard) fn leave_poll(&self) -> u64 {
        let now = clock::direct();
        let state = self.state.load(Ordering::Relaxed).wrapping_sub(1);
        self.state.store(state, Ordering::Relaxed);
        if state >= SPECIAL { clock::now() } else { now }
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
