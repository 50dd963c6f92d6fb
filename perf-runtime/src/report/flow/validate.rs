//! What a call tree read from a file must hold before anybody walks through it.

use crate::record::CallTree;

/// More levels than this no recorder makes: it keeps fewer frames.
const MOST_LEVELS: usize = 4096;

/// What is wrong with a tree, if anything.
pub(in crate::report) fn problem(tree: &CallTree) -> Option<&'static str> {
    let sites = tree.sites.len();
    let mut levels: Vec<usize> = Vec::with_capacity(tree.nodes.len());
    for (place, node) in tree.nodes.iter().enumerate() {
        let level = match node.parent {
            Some(parent) if parent >= place => return Some("a node comes before its parent"),
            Some(parent) => levels[parent] + 1,
            None => 0,
        };
        if level > MOST_LEVELS {
            return Some("the tree is deeper than any recorder makes it");
        }
        if node.site >= sites {
            return Some("a node has no site");
        }
        levels.push(level);
    }
    if tree.events.iter().any(|event| event.site >= sites) {
        return Some("an event has no site");
    }
    let runs_without = tree.runs.iter().any(|runs| runs.site >= sites);
    runs_without.then_some("runs have no site")
}
