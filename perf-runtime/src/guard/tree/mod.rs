//! The call tree of one thread while a workflow is open on it: written by that thread alone, read by any snapshot.
//!
//! A thread on which no workflow is open never comes here: its table of slots answers at once. While one is open the
//! table is out of reach, calls take the longer way through [`local`](super::local), and each finds its node below the
//! node of the call around it. A recursive call belongs to the node of the outermost one.

mod elsewhere;
mod events;
mod frames;
mod index;
mod look;
mod node;
mod nodes;
mod place;
mod spans;
mod waits;

use std::cell::UnsafeCell;

use super::histogram::{existing, made, taken};
use super::raw::{self, zeroed_struct};
use super::slot::Slot;
use super::sync::{AtomicPtr, AtomicU64, add};
use crate::probe::heap::Allocated;
use crate::site::Site;
pub(crate) use elsewhere::{locked as lock_elsewhere, note_end as note_end_elsewhere};
use events::Events;
use frames::Frames;
pub(crate) use frames::SpanId;
use index::Index;
pub(crate) use node::{Metered, Node, NodeTotals};
pub(crate) use nodes::MOST_NODES;
use nodes::Nodes;
pub(in crate::guard) use place::Place;
use waits::Readings;

zeroed_struct! {
    /// Everything that one thread knows of the calls within its workflows.
    #[repr(C)]
    pub(crate) struct Tree {
        nodes: Nodes,
        /// Made at the first call that ends.
        events: AtomicPtr<Events>,
        /// Calls that found no room for a node or a frame: their time is their caller's own.
        homeless: AtomicU64,
        /// Phases that were still open when what surrounds them ended.
        unbalanced: AtomicU64,
        own: Own,
    }
}

/// What only the owning thread looks at.
#[repr(C)]
struct Owned {
    frames: Frames,
    index: Index,
    /// Runs known to have ended on other threads.
    seen_ended: u32,
    /// Calls from so many ticks up go to the record of events.
    events_from: u64,
    readings: Readings,
}

#[repr(transparent)]
struct Own(UnsafeCell<Owned>);

// SAFETY: frames are plain values, an index of zeroes is an empty one.
unsafe impl raw::Zeroed for Own {
    #[cfg(loom)]
    fn empty() -> Self {
        Self(UnsafeCell::new(Owned {
            frames: Frames::empty(),
            index: Index::empty(),
            seen_ended: 0,
            events_from: 0,
            readings: Readings::NONE,
        }))
    }
}

/// A call whose guard is being dropped, as its frame has to know it.
#[derive(Clone, Copy)]
pub(in crate::guard) struct Call {
    /// The slot of the call's site, by which the frame is found.
    pub(in crate::guard) slot: *const Slot,
    /// Calls of the site that stay open on this thread.
    pub(in crate::guard) depth: u32,
    pub(in crate::guard) start: u64,
    pub(in crate::guard) end: u64,
    /// Ticks during which a future was not polled, told where it ends.
    pub(in crate::guard) idle: u64,
}

/// What becomes of a call that closes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::guard) enum Ending {
    Returned,
    Panicked,
    /// A poll that left its future pending: time, but no call yet.
    Pending,
}

impl Tree {
    /// Opens a call of `site`, whose slot has `depth` calls open already. Says whether the call has a frame.
    #[inline]
    pub(in crate::guard) fn open_call(
        &self,
        site: &'static Site,
        slot: *const Slot,
        depth: u32,
        place: &Place,
    ) -> bool {
        let owned = self.owned();
        let above = self.above(owned);
        let node = self.child(owned, above, site);
        let opened = node.is_some_and(|node| {
            place.keep(self, above, node);
            owned.frames.push_call(node, slot, depth)
        });
        if !opened {
            add(&self.homeless, 1);
        }
        opened
    }

    /// Opens a call of a site that stands at `place` again, no other call of it being open. Says whether it could.
    #[inline(always)]
    pub(in crate::guard) fn open_again(&self, slot: *const Slot, place: &Place) -> bool {
        let owned = self.owned();
        let above = owned.frames.top().map(|frame| frame.node);
        let node = above.and_then(|above| place.below(above));
        node.is_some_and(|node| owned.frames.push_call(node, slot, 0))
    }

    /// Closes a call, if it has a frame: says whether it had one.
    #[inline]
    pub(in crate::guard) fn close_call(&self, call: Call, ending: Ending) -> bool {
        let owned = self.owned();
        let Some(at) = owned.frames.of_call(call.slot, call.depth) else {
            return false;
        };
        let ticks = call.end.wrapping_sub(call.start);
        if call.idle > 0 {
            // SAFETY: nodes live as long as the tree.
            unsafe { &*owned.frames.at(at).node }.count_idle(call.idle);
        }
        self.close(owned, at, ticks, call.end, ending);
        true
    }

    /// Whether the innermost frame is that of the outermost call of `slot`, and to count the call, which returned at `end`
    /// after `ticks`, is all there is to do.
    #[inline(always)]
    fn is_innermost(&self, slot: *const Slot, ticks: u64, end: u64) -> bool {
        let owned = self.owned();
        let top = owned.frames.top();
        top.is_some_and(|frame| frame.is_outermost_call(slot))
            && ticks < owned.events_from
            && end < owned.readings.next
    }

    /// Closes the call whose frame is the innermost. It returned after `ticks`, with so much allocated.
    #[inline(always)]
    fn close_innermost(&self, ticks: u64, allocated: Allocated) {
        let owned = self.owned();
        if let Some(frame) = owned.frames.top() {
            frame.count(ticks, allocated, Ending::Returned);
            owned.frames.remove_top(ticks);
        }
    }

    /// Leaves ticks out of the time of what is open: recording took them.
    pub(in crate::guard) fn leave_out(&self, ticks: u64) {
        let owned = self.owned();
        owned.frames.leave_out(ticks);
        owned.readings.recorded(ticks);
    }

    /// The node that calls stand below right now.
    pub(crate) fn top(&self) -> &Node {
        // SAFETY: nodes live as long as the tree.
        unsafe { &*self.above(self.owned()) }
    }

    /// The node of `site` below the one that calls stand below right now, if it has been called there.
    pub(crate) fn below_open(&self, site: &'static Site) -> Option<&Node> {
        let owned = self.owned();
        let above = self.top().number();
        let node = owned.index.find(index::key(above, site.index()))?;
        // SAFETY: nodes live as long as the tree.
        Some(unsafe { &*node })
    }

    /// Forgets what is still open: the thread ends.
    pub(crate) fn abandon(&self) {
        let owned = self.owned();
        for at in 0..owned.frames.len() {
            if let Some(id) = owned.frames.at(at).span {
                elsewhere::take(id);
            }
        }
    }

    /// Gives all memory of the tree back but the tree itself.
    ///
    /// # Safety
    ///
    /// No other thread reads the tree, and the owner does not come back.
    pub(crate) unsafe fn free_parts(&self) {
        self.owned().index.free();
        if let Some(events) = taken(&self.events) {
            // SAFETY: made by `made`; nobody else knows it, by the caller's promise.
            unsafe { raw::free(events) };
        }
        // SAFETY: the caller's promise is passed on.
        unsafe { self.nodes.free_parts() };
    }

    #[inline(always)]
    #[expect(
        clippy::mut_from_ref,
        reason = "only the owning thread comes here, and no method of a tree calls out"
    )]
    fn owned(&self) -> &mut Owned {
        // SAFETY: only the owning thread opens and closes, one call at a time: nothing in here runs the program's code.
        unsafe { &mut *self.own.0.get() }
    }

    /// The node that calls stand below right now.
    #[inline(always)]
    fn above(&self, owned: &Owned) -> *const Node {
        match owned.frames.top() {
            Some(frame) => frame.node,
            None => self.nodes.root(),
        }
    }

    #[inline(always)]
    fn child(
        &self,
        owned: &mut Owned,
        above: *const Node,
        site: &'static Site,
    ) -> Option<*const Node> {
        // SAFETY: nodes live as long as the tree.
        let above = unsafe { &*above };
        let key = index::key(above.number(), site.index());
        match owned.index.find(key) {
            Some(node) => Some(node),
            None => self.make_child(owned, above, site, key),
        }
    }

    #[cold]
    #[inline(never)]
    fn make_child(
        &self,
        owned: &mut Owned,
        above: &Node,
        site: &'static Site,
        key: u64,
    ) -> Option<*const Node> {
        // Phases and runs of guards are no calls with a slot: their site may have no number yet.
        if site.index() == 0 || !owned.index.has_room() {
            return None;
        }
        let node = self.nodes.make(site, above.number())?;
        owned.index.insert(key, node);
        Some(node)
    }

    #[inline(always)]
    fn close(&self, owned: &mut Owned, at: usize, ticks: u64, now: u64, ending: Ending) {
        if at + 1 != owned.frames.len() {
            self.leave_phases_above(owned, at, now);
        }
        let frame = owned.frames.at(at);
        // SAFETY: nodes live as long as the tree.
        let node = unsafe { &*frame.node };
        // A clock that stepped back makes the difference huge.
        let ticks = if ticks < 1 << 63 { ticks } else { 0 };
        frame.count(ticks, Allocated::so_far(), ending);
        if let Some(level) = owned.frames.level(at) {
            node.raise_peak(level.close().peak);
        }
        if ticks >= owned.events_from {
            self.record_event(owned, node, ticks, now);
        }
        owned.frames.remove(at, ticks);
        if now >= owned.readings.next {
            Self::look_at_clocks(owned, node, now.wrapping_sub(ticks), now);
        }
    }

    #[cold]
    #[inline(never)]
    fn record_event(&self, owned: &mut Owned, node: &Node, ticks: u64, now: u64) {
        if let Some(events) = made(&self.events) {
            events.record(node.number(), now.wrapping_sub(ticks), now);
            owned.events_from = events.from();
        }
    }
}
