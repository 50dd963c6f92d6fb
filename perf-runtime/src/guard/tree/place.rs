//! Where the last call of a slot stood in the call tree: most calls stand where the one before did, and need not be looked up.

use super::Tree;
use super::node::Node;
use crate::guard::raw::zeroed_struct;
use crate::guard::slot::Slot;
use crate::guard::sync::{AtomicPtr, Ordering};
use crate::probe::heap::Allocated;

zeroed_struct! {
    /// A node and the one above it, in the tree of the slot's thread, which lives as long as the slot. Only that thread looks
    /// at it. Null before the first call.
    #[repr(C)]
    pub(in crate::guard) struct Place {
        tree: AtomicPtr<Tree>,
        above: AtomicPtr<Node>,
        node: AtomicPtr<Node>,
    }
}

impl Place {
    /// Notes that a call stands at `node` below `above`.
    pub(super) fn keep(&self, tree: &Tree, above: *const Node, node: *const Node) {
        let tree = std::ptr::from_ref(tree).cast_mut();
        self.tree.store(tree, Ordering::Relaxed);
        self.above.store(above.cast_mut(), Ordering::Relaxed);
        self.node.store(node.cast_mut(), Ordering::Relaxed);
    }

    /// The node of the last call, if it stood below `above`.
    #[inline(always)]
    pub(super) fn below(&self, above: *const Node) -> Option<*const Node> {
        let same = self.above.load(Ordering::Relaxed).cast_const() == above;
        same.then(|| self.node.load(Ordering::Relaxed).cast_const())
    }

    /// Whether the outermost call of `slot`, whose place this is, is the innermost part of the program that is open, and to
    /// count it, which returned at `end` after `ticks`, is all there is to do.
    #[inline(always)]
    pub(in crate::guard) fn is_innermost(&self, slot: *const Slot, ticks: u64, end: u64) -> bool {
        self.tree()
            .is_some_and(|tree| tree.is_innermost(slot, ticks, end))
    }

    /// Closes that call. `allocated` is what its thread has allocated so far.
    #[inline(always)]
    pub(in crate::guard) fn close_innermost(&self, ticks: u64, allocated: Allocated) {
        if let Some(tree) = self.tree() {
            tree.close_innermost(ticks, allocated);
        }
    }

    /// The tree, found without asking for the thread.
    #[inline(always)]
    fn tree(&self) -> Option<&Tree> {
        // SAFETY: the tree lives as long as the slot that this is a part of.
        unsafe { self.tree.load(Ordering::Relaxed).as_ref() }
    }
}
