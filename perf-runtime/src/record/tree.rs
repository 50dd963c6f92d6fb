//! The call trees of several threads as one: nodes are the same when the sites on the way to them are.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::guard::tree::{MOST_NODES, NodeTotals, Tree};
use crate::site::Site;

/// Nodes in the order in which parents come before their children.
#[derive(Clone)]
pub(super) struct MergedTree {
    pub(super) nodes: Vec<MergedNode>,
    /// By the place of the parent plus one, and site index. Made with the first node: a static needs to be constant.
    places: Option<HashMap<(u32, usize), u32>>,
    pub(super) events: VecDeque<MergedEvent>,
    /// Calls that are not among the events.
    pub(super) events_left_out: u64,
    /// Threads so far.
    threads: u32,
    /// Calls without a node of their own.
    pub(super) homeless: u64,
    /// Phases that outlived what surrounds them.
    pub(super) unbalanced: u64,
}

/// Events of all threads that are kept: those of the threads that ended first go first.
const MOST_EVENTS: usize = 8192;

/// A call on a time line, in ticks.
#[derive(Clone, Copy)]
pub(super) struct MergedEvent {
    pub(super) thread: u32,
    pub(super) site: &'static Site,
    pub(super) level: u32,
    pub(super) start: u64,
    pub(super) end: u64,
}

/// A node with the sums of all threads.
#[derive(Clone)]
pub(super) struct MergedNode {
    /// The place of the parent plus one; 0 for what a thread calls first.
    pub(super) parent: u32,
    pub(super) site: &'static Site,
    pub(super) totals: NodeTotals,
    /// What the calls of the node allocated themselves.
    pub(super) own_heap: Heap,
}

/// Allocations and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Heap {
    pub(super) allocations: u64,
    pub(super) bytes: u64,
}

impl Heap {
    const fn of(totals: &NodeTotals) -> Self {
        Self {
            allocations: totals.allocations,
            bytes: totals.bytes,
        }
    }

    const fn without(self, other: Self) -> Self {
        Self {
            allocations: self.allocations.saturating_sub(other.allocations),
            bytes: self.bytes.saturating_sub(other.bytes),
        }
    }

    const fn with(self, other: Self) -> Self {
        Self {
            allocations: self.allocations.saturating_add(other.allocations),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }
}

impl MergedTree {
    pub(super) const fn new() -> Self {
        Self {
            nodes: Vec::new(),
            places: None,
            events: VecDeque::new(),
            events_left_out: 0,
            threads: 0,
            homeless: 0,
            unbalanced: 0,
        }
    }

    /// Adds what a thread has recorded so far.
    pub(super) fn add(&mut self, tree: &Tree) {
        // Places of the thread's nodes in the merged tree, plus one; those beyond the bound share their parent's.
        let mut places = vec![0_u32];
        let mut own = OwnHeap::default();
        tree.read(|node| {
            let above = places
                .get(node.parent() as usize)
                .copied()
                .unwrap_or_default();
            let Some(site) = node.site() else {
                places.push(above);
                return;
            };
            let place = self.place(above, site);
            match place {
                Some(place) => {
                    let totals = node.totals();
                    own.add(above, place, Heap::of(&totals));
                    self.nodes[place as usize - 1].totals.merge(&totals);
                }
                None => self.homeless += node.totals().calls,
            }
            places.push(place.unwrap_or(above));
        });
        for (place, heap) in own.nodes {
            let node = &mut self.nodes[place as usize - 1];
            node.own_heap = node.own_heap.with(heap);
        }
        let (homeless, unbalanced) = tree.irregular();
        self.homeless += homeless;
        self.unbalanced += unbalanced;
        self.add_events(tree);
    }

    fn add_events(&mut self, tree: &Tree) {
        let thread = self.threads;
        self.threads += 1;
        self.events_left_out += tree.read_events(|node, start, end| {
            let Some(site) = node.site() else {
                return;
            };
            self.events.push_back(MergedEvent {
                thread,
                site,
                level: tree.level(node),
                start,
                end,
            });
        });
        while self.events.len() > MOST_EVENTS {
            self.events.pop_front();
            self.events_left_out += 1;
        }
    }

    fn place(&mut self, above: u32, site: &'static Site) -> Option<u32> {
        let key = (above, site.index());
        let places = self.places.get_or_insert_default();
        if let Some(place) = places.get(&key) {
            return Some(*place);
        }
        if self.nodes.len() >= MOST_NODES {
            return None;
        }
        self.nodes.push(MergedNode {
            parent: above,
            site,
            totals: NodeTotals::default(),
            own_heap: Heap::default(),
        });
        let place = self.nodes.len() as u32;
        places.insert(key, place);
        Some(place)
    }
}

/// What the nodes of one thread allocated without those below them, by place in the merged tree.
///
/// Taken thread by thread: what a worker allocates for a workflow is below nodes of another thread in the merged tree, which
/// never counted it.
#[derive(Default)]
struct OwnHeap {
    nodes: BTreeMap<u32, Heap>,
}

impl OwnHeap {
    /// Adds a node below another; parents come before their children.
    fn add(&mut self, above: u32, place: u32, heap: Heap) {
        let own = self.nodes.entry(place).or_default();
        *own = own.with(heap);
        if let Some(above) = self.nodes.get_mut(&above) {
            *above = above.without(heap);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn heap(allocations: u64, bytes: u64) -> Heap {
        Heap { allocations, bytes }
    }

    #[test]
    fn a_node_has_what_those_below_it_do_not() {
        let mut own = OwnHeap::default();
        own.add(0, 1, heap(9, 900));
        own.add(1, 2, heap(4, 400));
        own.add(2, 3, heap(1, 100));
        own.add(1, 4, heap(2, 200));
        let all: Vec<Heap> = own.nodes.into_values().collect();
        assert_eq!(
            all,
            [heap(3, 300), heap(3, 300), heap(1, 100), heap(2, 200)]
        );
    }

    #[test]
    fn a_reading_on_the_way_leaves_nothing_below_zero() {
        let mut own = OwnHeap::default();
        own.add(0, 1, heap(1, 100));
        own.add(1, 2, heap(2, 150));
        assert_eq!(own.nodes[&1], heap(0, 0));
    }
}
