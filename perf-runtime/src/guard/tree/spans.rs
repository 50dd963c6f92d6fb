//! Parts of a call tree that no slot stands for: phases, runs that a guard keeps open, and what a thread does for another.

use super::frames::{Frame, SpanId};
use super::node::Node;
use super::{Ending, Owned, Tree, elsewhere};
use crate::clock;
use crate::guard::histogram::existing;
use crate::guard::sync::add;
use crate::site::Site;

impl Tree {
    /// Opens a part of the program that no slot stands for: a phase, or a run that a guard keeps open.
    pub(crate) fn open_span(&self, site: &'static Site, start: u64, id: SpanId) -> bool {
        let owned = self.owned();
        // What was waited before is not the span's.
        Self::look_before(owned, start);
        let opened = self
            .child(owned, self.above(owned), site)
            .is_some_and(|node| owned.frames.push_span(node, start, id));
        if !opened {
            add(&self.homeless, 1);
        }
        opened
    }

    /// Whether such a part is open on this thread.
    pub(crate) fn holds(&self, id: SpanId) -> bool {
        self.owned().frames.of_span(id).is_some()
    }

    /// Closes such a part. `None` when it is not open on this thread any more.
    pub(crate) fn close_span(&self, id: SpanId, now: u64, panicked: bool) -> Option<&Node> {
        let owned = self.owned();
        let at = owned.frames.of_span(id)?;
        let Frame { node, start, .. } = *owned.frames.at(at);
        let ending = if panicked {
            Ending::Panicked
        } else {
            Ending::Returned
        };
        self.close(owned, at, now.wrapping_sub(start), now, ending);
        // SAFETY: nodes live as long as the tree.
        Some(unsafe { &*node })
    }

    /// Makes `path`, the open sites of another thread, what this thread's calls stand below.
    pub(crate) fn open_carried(&self, path: &[&'static Site], start: u64, id: SpanId) -> bool {
        let owned = self.owned();
        let mut node: *const Node = self.nodes.root();
        for site in path {
            match self.child(owned, node, site) {
                Some(child) => node = child,
                None => break,
            }
        }
        let opened = owned.frames.push_span(node, start, id);
        if !opened {
            add(&self.homeless, 1);
        }
        opened
    }

    /// Ends what [`open_carried`](Self::open_carried) began.
    pub(crate) fn close_carried(&self, id: SpanId, now: u64) {
        let owned = self.owned();
        if let Some(at) = owned.frames.of_span(id) {
            let frame = owned.frames.at(at);
            let ticks = now.wrapping_sub(frame.start);
            // SAFETY: nodes live as long as the tree.
            unsafe { &*frame.node }.count_carried(ticks);
            self.leave_phases_above(owned, at, now);
            // The part has no peak of its own; that of what is around it comes back.
            if let Some(level) = owned.frames.level(at) {
                level.close();
            }
            owned.frames.remove(at, ticks);
        }
    }

    /// Whether runs have ended on other threads since [`take_out_ended`](Self::take_out_ended) looked.
    #[inline(always)]
    pub(in crate::guard) fn may_hold_ended(&self) -> bool {
        self.owned().seen_ended != elsewhere::count()
    }

    /// Takes out the runs that ended on other threads; says how many there were.
    pub(in crate::guard) fn take_out_ended(&self, now: u64) -> u32 {
        let owned = self.owned();
        owned.seen_ended = elsewhere::count();
        let mut taken = 0;
        for at in (0..owned.frames.len()).rev() {
            let Some(frame) = owned.frames.get(at) else {
                continue;
            };
            if frame.span.is_some_and(elsewhere::take) {
                let ticks = now.wrapping_sub(frame.start);
                self.close(owned, at, ticks, now, Ending::Returned);
                taken += 1;
            }
        }
        taken
    }

    /// A run begins: if nothing is open, it finds room in the record of events.
    pub(crate) fn begin_run(&self) {
        let owned = self.owned();
        Self::look_before(owned, clock::now());
        if let Some(events) = existing(&self.events)
            && owned.frames.len() == 0
        {
            events.begin_run();
            owned.events_from = events.from();
        }
    }

    /// Closes the phases above a frame that closes: they should have ended before.
    #[cold]
    #[inline(never)]
    pub(super) fn leave_phases_above(&self, owned: &mut Owned, at: usize, now: u64) {
        for above in (at + 1..owned.frames.len()).rev() {
            let frame = owned.frames.at(above);
            if frame.span.is_some_and(SpanId::is_phase) {
                add(&self.unbalanced, 1);
                let ticks = now.wrapping_sub(frame.start);
                self.close(owned, above, ticks, now, Ending::Returned);
            }
        }
    }
}
