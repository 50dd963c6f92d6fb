//! The call trees of several threads as one: nodes are the same when the sites on the way to them are.

use std::collections::{HashMap, VecDeque};

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
                Some(place) => self.nodes[place as usize - 1].totals.merge(&node.totals()),
                None => self.homeless += node.totals().calls,
            }
            places.push(place.unwrap_or(above));
        });
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
        });
        let place = self.nodes.len() as u32;
        places.insert(key, place);
        Some(place)
    }
}
