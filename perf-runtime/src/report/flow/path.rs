//! The part that takes the most, followed down, and limits set against the limits inside.

use super::model::{FlowStep, Overcommitted};
use super::tree::Tree;

/// From the workflow down, as long as one part inside takes more than the caller itself.
pub(super) fn critical(tree: &Tree<'_>, root: usize) -> Vec<FlowStep> {
    let mut path = vec![step(tree, root)];
    let mut at = root;
    while let Some(&largest) = tree.children(at).first() {
        if tree.total_ns(largest) <= tree.node(at).self_ns {
            break;
        }
        path.push(step(tree, largest));
        at = largest;
    }
    path
}

fn step(tree: &Tree<'_>, place: usize) -> FlowStep {
    let node = tree.node(place);
    let per_call_ns = node.inclusive_ns / node.calls.max(1) as f64;
    FlowStep {
        name: tree.name(place),
        per_call_ns,
        slack_ns: tree.site(place).limit_ns.map(|limit| limit - per_call_ns),
    }
}

/// Parts whose limit is below the sum of the limits inside.
pub(super) fn overcommitted(tree: &Tree<'_>, root: usize) -> Vec<Overcommitted> {
    let mut found: Vec<Overcommitted> = Vec::new();
    for place in tree.below(root) {
        let Some(limit_ns) = tree.site(place).limit_ns else {
            continue;
        };
        let inside_ns = inside(tree, place, tree.node(place).calls.max(1) as f64);
        // A function that is called from several places contradicts itself once.
        let name = tree.name(place);
        let known = found.iter().any(|known| known.name == name);
        if inside_ns > limit_ns && !known {
            found.push(Overcommitted {
                name,
                limit_ns,
                inside_ns,
            });
        }
    }
    found
}

/// What the nearest limits below allow in one of `calls` calls.
fn inside(tree: &Tree<'_>, place: usize, calls: f64) -> f64 {
    let allowed = tree.children(place).into_iter().map(|child| {
        match (tree.site(child).limit_ns, tree.is_parallel(child)) {
            // What runs beside other things need not fit in one after the other.
            (_, true) => 0.0,
            (Some(limit_ns), false) => limit_ns * tree.node(child).calls as f64 / calls,
            (None, false) => inside(tree, child, calls),
        }
    });
    allowed.sum()
}
