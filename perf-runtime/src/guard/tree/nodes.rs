//! Where the nodes of a tree live: blocks that never move, so that they are read while others are added.

use super::node::Node;
use crate::guard::histogram::{existing, made, taken};
use crate::guard::raw::{self, zeroed_struct};
use crate::guard::sync::{AtomicPtr, AtomicU32, Ordering};
use crate::site::Site;

/// Nodes made at once: 8 KB.
const IN_BLOCK: usize = if cfg!(loom) { 2 } else { 64 };

/// Nodes of one thread at most: 16 MB of them. A program has far fewer distinct ways down to a site, unless the ways are
/// made of data.
pub(crate) const MOST_NODES: usize = 1 << 17;

type Block = [Node; IN_BLOCK];

zeroed_struct! {
    #[repr(C)]
    pub(super) struct Nodes {
        /// Stands for the thread itself, and has number 0.
        root: Node,
        /// Nodes made, the root left out.
        made: AtomicU32,
        blocks: [AtomicPtr<Block>; MOST_NODES / IN_BLOCK],
    }
}

impl Nodes {
    pub(super) fn root(&self) -> &Node {
        &self.root
    }

    /// Number of nodes with the root.
    pub(super) fn len(&self) -> u32 {
        1 + self.made.load(Ordering::Acquire)
    }

    /// The node of a number below [`len`](Self::len).
    pub(super) fn at(&self, number: u32) -> &Node {
        let Some(place) = (number as usize).checked_sub(1) else {
            return &self.root;
        };
        match existing(&self.blocks[place / IN_BLOCK]) {
            Some(block) => &block[place % IN_BLOCK],
            None => &self.root,
        }
    }

    /// A new node; `None` when there is no room or no memory. Only the owning thread may call this.
    pub(super) fn make(&self, site: &'static Site, parent: u32) -> Option<&Node> {
        let place = self.made.load(Ordering::Relaxed) as usize;
        let block = made(self.blocks.get(place / IN_BLOCK)?)?;
        let node = &block[place % IN_BLOCK];
        let number = place as u32 + 1;
        node.start(site, number, parent);
        // Release: a reader that sees the number sees the node's name.
        self.made.store(number, Ordering::Release);
        Some(node)
    }

    /// # Safety
    ///
    /// No other thread reads the nodes, and the owner does not come back.
    pub(super) unsafe fn free_parts(&self) {
        for cell in &self.blocks {
            let Some(block) = taken(cell) else {
                break;
            };
            // SAFETY: made by `made`; nobody else knows it, by the caller's promise.
            unsafe {
                block.as_ref().iter().for_each(|node| node.free_parts());
                raw::free(block);
            }
        }
    }
}
