//! What others see of a tree: its nodes, its latest calls, and the way down to where calls stand.

use std::ptr;

use super::node::Node;
use super::{Tree, existing};
use crate::guard::sync::Ordering;
use crate::site::Site;

impl Tree {
    /// The sites on the way down to the node that calls stand below right now. A site that comes again shortens the
    /// way to its first place, so that recursion over threads does not make it longer.
    pub(crate) fn path(&self) -> Vec<&'static Site> {
        let mut path = Vec::new();
        let mut node = self.top();
        while let Some(site) = node.site() {
            path.push(site);
            node = self.nodes.at(node.parent());
        }
        path.reverse();
        let mut short: Vec<&'static Site> = Vec::with_capacity(path.len());
        for site in path {
            match short.iter().position(|other| ptr::eq(*other, site)) {
                Some(known) => short.truncate(known + 1),
                None => short.push(site),
            }
        }
        short
    }

    /// Reads all nodes: parents come before their children. Any thread may call this at any time.
    pub(crate) fn read(&self, mut each: impl FnMut(&Node)) {
        (1..self.nodes.len()).for_each(|number| each(self.nodes.at(number)));
    }

    /// Calls without a node of their own, and phases that outlived what surrounds them.
    pub(crate) fn irregular(&self) -> (u64, u64) {
        (
            self.homeless.load(Ordering::Relaxed),
            self.unbalanced.load(Ordering::Relaxed),
        )
    }

    /// Shows node, start and end of the longest calls of the latest runs, and returns how many others there were. Any
    /// thread may call this.
    pub(crate) fn read_events(&self, mut each: impl FnMut(&Node, u64, u64)) -> u64 {
        existing(&self.events).map_or(0, |events| {
            events.read(|node, start, end| each(self.nodes.at(node), start, end))
        })
    }

    /// How many nodes stand above.
    pub(crate) fn level(&self, node: &Node) -> u32 {
        let mut level = 0;
        let mut above = self.nodes.at(node.parent());
        while above.site().is_some() {
            level += 1;
            above = self.nodes.at(above.parent());
        }
        level
    }
}
