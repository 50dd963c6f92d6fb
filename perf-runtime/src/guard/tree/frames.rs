//! The calls, phases and runs that are open on a thread, innermost last.

use std::mem::MaybeUninit;
use std::num::NonZeroU64;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Ending;
use super::node::Node;
use crate::guard::slot::Slot;
use crate::probe::heap::{Allocated, HeapMark};

/// Open at once at most. A site has at most one frame, however deep it recurses.
const MOST_FRAMES: usize = 256;

/// A part of the program that no slot stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SpanId(NonZeroU64);

/// Set in the numbers of phases: a phase ends with what surrounds it, a run that a guard keeps open does not.
const PHASE: u64 = 1 << 63;

impl SpanId {
    /// For a run, or a thread's part in one.
    pub(crate) fn new_run() -> Self {
        Self(new_number())
    }

    /// For a phase.
    pub(crate) fn new_phase() -> Self {
        Self(new_number() | PHASE)
    }

    pub(super) const fn is_phase(self) -> bool {
        self.0.get() & PHASE != 0
    }
}

/// A number that no other span of the process has.
fn new_number() -> NonZeroU64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    NonZeroU64::MIN.saturating_add(LAST.fetch_add(1, Ordering::Relaxed))
}

/// Something that is open.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) node: *const Node,
    /// The slot of a call; null for all else.
    slot: *const Slot,
    /// Calls of the slot that were open when this one opened.
    depth: u32,
    pub(super) span: Option<SpanId>,
    /// The clock when a span opened.
    pub(super) start: u64,
    /// Ticks of what closed inside, and those of recording.
    pub(super) inner: u64,
    /// Ticks that recording took, here and inside: the time of nothing that is measured.
    pub(super) recording: u64,
    pub(super) allocated: Allocated,
}

impl Frame {
    /// Whether it is that of a slot's outermost call.
    #[inline(always)]
    pub(super) fn is_outermost_call(&self, slot: *const Slot) -> bool {
        self.slot == slot && self.depth == 0
    }

    /// Counts what the frame stands for, which ends after `ticks` with so much allocated on the thread.
    #[inline(always)]
    pub(super) fn count(&self, ticks: u64, allocated: Allocated, ending: Ending) {
        // SAFETY: nodes live as long as the tree.
        let node = unsafe { &*self.node };
        let time = ticks.saturating_sub(self.recording);
        node.count(time, ticks.saturating_sub(self.inner), ending);
        node.count_allocated(allocated.since(self.allocated));
    }
}

/// The stack of frames.
pub(super) struct Frames {
    len: usize,
    stack: [MaybeUninit<Frame>; MOST_FRAMES],
    /// The level of the heap when a span opened, at the place of its frame: calls are too many for it.
    levels: [MaybeUninit<HeapMark>; MOST_FRAMES],
}

impl Frames {
    #[cfg(loom)]
    pub(super) fn empty() -> Self {
        Self {
            len: 0,
            stack: [const { MaybeUninit::uninit() }; MOST_FRAMES],
            levels: [const { MaybeUninit::uninit() }; MOST_FRAMES],
        }
    }

    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The frame at a place below [`len`](Self::len).
    #[inline(always)]
    pub(super) fn at(&self, at: usize) -> &Frame {
        debug_assert!(at < self.len);
        // SAFETY: frames below `len`, which is at most that of the stack, have been written.
        unsafe { self.stack.get_unchecked(at).assume_init_ref() }
    }

    /// The level of the heap when the span at a place opened; `None` for a call.
    #[inline(always)]
    pub(super) fn level(&self, at: usize) -> Option<HeapMark> {
        // SAFETY: written with the frame of every span.
        let level = |_| unsafe { self.levels[at].assume_init() };
        self.at(at).span.map(level)
    }

    /// The frame at a place, if there is one.
    pub(super) fn get(&self, at: usize) -> Option<&Frame> {
        (at < self.len).then(|| self.at(at))
    }

    #[inline(always)]
    pub(super) fn top(&self) -> Option<&Frame> {
        Some(self.at(self.len.checked_sub(1)?))
    }

    #[inline(always)]
    pub(super) fn push_call(&mut self, node: *const Node, slot: *const Slot, depth: u32) -> bool {
        self.push(Frame {
            node,
            slot,
            depth,
            span: None,
            start: 0,
            inner: 0,
            recording: 0,
            allocated: Allocated::so_far(),
        })
    }

    pub(super) fn push_span(&mut self, node: *const Node, start: u64, id: SpanId) -> bool {
        let pushed = self.push(Frame {
            node,
            slot: ptr::null(),
            depth: 0,
            span: Some(id),
            start,
            inner: 0,
            recording: 0,
            allocated: Allocated::so_far(),
        });
        if pushed {
            self.levels[self.len - 1].write(HeapMark::open());
        }
        pushed
    }

    #[inline(always)]
    fn push(&mut self, frame: Frame) -> bool {
        let Some(place) = self.stack.get_mut(self.len) else {
            return false;
        };
        place.write(frame);
        self.len += 1;
        true
    }

    /// The place of the call's frame. A recursive call has none: its site's frame was opened at another depth.
    #[inline(always)]
    pub(super) fn of_call(&self, slot: *const Slot, depth: u32) -> Option<usize> {
        let last = self.len.checked_sub(1)?;
        if self.at(last).slot == slot {
            return (self.at(last).depth == depth).then_some(last);
        }
        self.of_call_further_down(slot, depth)
    }

    #[cold]
    fn of_call_further_down(&self, slot: *const Slot, depth: u32) -> Option<usize> {
        let place = (0..self.len).rev().find(|&at| self.at(at).slot == slot)?;
        (self.at(place).depth == depth).then_some(place)
    }

    pub(super) fn of_span(&self, id: SpanId) -> Option<usize> {
        (0..self.len).rev().find(|&at| self.at(at).span == Some(id))
    }

    /// Takes a frame out that was open for `ticks`; they are part of what is open around it.
    pub(super) fn remove(&mut self, at: usize, ticks: u64) {
        let recording = self.at(at).recording;
        if at + 1 != self.len {
            self.stack.copy_within(at + 1..self.len, at);
            self.levels.copy_within(at + 1..self.len, at);
        }
        self.len -= 1;
        self.count_below(at, ticks, recording);
    }

    /// As [`remove`](Self::remove), for the innermost frame.
    #[inline(always)]
    pub(super) fn remove_top(&mut self, ticks: u64) {
        let top = self.len - 1;
        let recording = self.at(top).recording;
        self.len = top;
        self.count_below(top, ticks, recording);
    }

    /// Leaves ticks out of the time of all that is open: recording took them.
    pub(super) fn leave_out(&mut self, ticks: u64) {
        self.count_below(self.len, ticks, ticks);
    }

    /// Adds to the frame below the place `at` what is not its own.
    #[inline(always)]
    fn count_below(&mut self, at: usize, ticks: u64, recording: u64) {
        if let Some(around) = at.checked_sub(1) {
            // SAFETY: as in `at`.
            let around = unsafe { self.stack.get_unchecked_mut(around).assume_init_mut() };
            around.inner = around.inner.wrapping_add(ticks);
            around.recording = around.recording.wrapping_add(recording);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_recording_took_is_the_time_of_nothing_around_it() {
        // SAFETY: frames of zeroes are an empty stack, and what is above its length is never read.
        let mut frames: Box<Frames> = unsafe { Box::new_zeroed().assume_init() };
        frames.leave_out(5);
        for start in [100, 120] {
            assert!(frames.push_span(ptr::null(), start, SpanId::new_run()));
        }
        frames.leave_out(7);
        assert_eq!((frames.at(0).inner, frames.at(1).inner), (0, 7));
        frames.remove(1, 30);
        frames.leave_out(2);
        assert_eq!(
            (frames.at(0).inner, frames.at(0).recording),
            (30 + 2, 7 + 2)
        );
    }
}
