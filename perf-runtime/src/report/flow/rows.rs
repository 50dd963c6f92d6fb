//! The tree as rows: large parts only, so that a reader sees them.

use super::model::FlowRow;
use super::tree::Tree;

/// Parts below this share of the workflow are left out.
const LEAST_SHARE: f64 = 0.01;

/// More rows than this nobody reads.
const MOST_ROWS: usize = 40;

pub(super) fn of(tree: &Tree<'_>, root: usize) -> Vec<FlowRow> {
    let mut rows = Vec::new();
    add(tree, root, tree.total_ns(root), 0, &mut rows);
    rows
}

fn add(tree: &Tree<'_>, place: usize, whole_ns: f64, depth: usize, rows: &mut Vec<FlowRow>) {
    let share = share(tree, place, whole_ns);
    let small = depth > 0 && share < LEAST_SHARE;
    if small || rows.len() >= MOST_ROWS {
        return;
    }
    let node = tree.node(place);
    rows.push(FlowRow {
        depth,
        name: tree.name(place),
        calls: node.calls,
        inclusive_ns: tree.total_ns(place),
        self_ns: node.self_ns,
        share,
        bytes: node.bytes,
        carried_ns: node.carried_ns,
    });
    for child in tree.children(place) {
        add(tree, child, whole_ns, depth + 1, rows);
    }
}

fn share(tree: &Tree<'_>, place: usize, whole_ns: f64) -> f64 {
    if whole_ns > 0.0 {
        tree.total_ns(place) / whole_ns
    } else {
        0.0
    }
}

/// How many parts have no row.
pub(super) fn left_out(tree: &Tree<'_>, root: usize) -> u64 {
    (tree.below(root).len() - of(tree, root).len()) as u64
}
