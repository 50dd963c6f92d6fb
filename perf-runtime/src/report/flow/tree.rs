//! Ways through the nodes of a call tree.

use std::collections::HashMap;

use super::model::RunCounts;
use super::waits::Waits;
use crate::record::{CallTree, TreeNode, TreeSite};
use crate::site::Kind;

/// A call tree that knows the children of its nodes.
pub(super) struct Tree<'a> {
    tree: &'a CallTree,
    /// Places of children, by place of the parent.
    children: Vec<Vec<usize>>,
    /// Time of all threads on a node and what is below it, in nanoseconds.
    totals: Vec<f64>,
    /// What the thread of a node waited in what is below it.
    waits_below: Vec<Waits>,
    runs: HashMap<usize, RunCounts>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(tree: &'a CallTree) -> Self {
        let mut children = vec![Vec::new(); tree.nodes.len()];
        let mut totals: Vec<f64> = tree.nodes.iter().map(|node| node.self_ns).collect();
        let mut waits_below = vec![Waits::default(); tree.nodes.len()];
        // Parents come before their children.
        for (place, node) in tree.nodes.iter().enumerate().rev() {
            if let Some(parent) = node.parent {
                children[parent].push(place);
                totals[parent] += totals[place];
                let waits = Waits::in_all(node, waits_below[place]);
                waits_below[parent] = waits_below[parent] + waits;
            }
        }
        let runs = tree.runs.iter().map(|runs| (runs.site, runs.into()));
        Self {
            tree,
            children,
            totals,
            waits_below,
            runs: runs.collect(),
        }
    }

    /// The workflows that stand at the top.
    pub(super) fn workflows(&self) -> impl Iterator<Item = usize> + '_ {
        let nodes = self.tree.nodes.iter().enumerate();
        nodes
            .filter(|(_, node)| node.parent.is_none())
            .map(|(place, _)| place)
            .filter(|&place| self.site(place).kind == Kind::Workflow)
    }

    pub(super) fn node(&self, place: usize) -> &'a TreeNode {
        &self.tree.nodes[place]
    }

    pub(super) fn site(&self, place: usize) -> &'a TreeSite {
        &self.tree.sites[self.node(place).site]
    }

    pub(super) fn total_ns(&self, place: usize) -> f64 {
        self.totals[place]
    }

    /// What a part waits outside of those inside it.
    pub(super) fn own_waits(&self, place: usize) -> Waits {
        Waits::of_its_own(self.node(place), self.waits_below[place])
    }

    pub(super) fn runs(&self, place: usize) -> RunCounts {
        let runs = self.runs.get(&self.node(place).site);
        runs.copied().unwrap_or_default()
    }

    /// Children, the one that takes most time first.
    pub(super) fn children(&self, place: usize) -> Vec<usize> {
        let mut children = self.children[place].clone();
        children.sort_by(|a, b| self.totals[*b].total_cmp(&self.totals[*a]).then(a.cmp(b)));
        children
    }

    /// The node and all below it, parents first.
    pub(super) fn below(&self, place: usize) -> Vec<usize> {
        let mut found = vec![place];
        let mut next = 0;
        while let Some(&place) = found.get(next) {
            found.extend(&self.children[place]);
            next += 1;
        }
        found
    }

    /// The name that a reader knows the part by.
    pub(super) fn name(&self, place: usize) -> String {
        let site = self.site(place);
        match site.kind {
            Kind::Phase => site
                .path
                .rsplit('/')
                .next()
                .unwrap_or(&site.path)
                .to_owned(),
            Kind::Function | Kind::Workflow | Kind::Span | Kind::Startup => site.path.clone(),
        }
    }

    /// Names from below `root` down to `place`.
    pub(super) fn path(&self, root: usize, place: usize) -> Vec<String> {
        let mut names = Vec::new();
        let mut at = place;
        while at != root {
            names.push(self.name(at));
            match self.node(at).parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        names.reverse();
        names
    }

    /// Whether other threads work for this part or one around it.
    pub(super) fn is_parallel(&self, place: usize) -> bool {
        let mut at = Some(place);
        while let Some(here) = at {
            if self.node(here).carried_ns > 0.0 {
                return true;
            }
            at = self.node(here).parent;
        }
        false
    }
}
