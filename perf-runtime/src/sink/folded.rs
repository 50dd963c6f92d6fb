//! The call tree as folded stacks, which flame graphs are drawn from (`inferno`, `flamegraph.pl`, speedscope).

use std::fmt::Write as _;

use super::short_name;
use crate::record::CallTree;

/// One line for each part with time of its own: names from the top down separated by `;`, then the time in microseconds.
#[must_use]
pub fn write(tree: &CallTree) -> String {
    let mut stacks: Vec<String> = Vec::with_capacity(tree.nodes.len());
    let mut out = String::new();
    for node in &tree.nodes {
        let name = cleaned(short_name(&tree.sites[node.site]));
        let stack = match node.parent {
            Some(parent) => format!("{};{name}", stacks[parent]),
            None => name,
        };
        let microseconds = (node.self_ns / 1e3).round() as u64;
        if microseconds > 0 {
            let _ = writeln!(out, "{stack} {microseconds}");
        }
        stacks.push(stack);
    }
    out
}

/// Semicolons separate names, lines separate stacks.
fn cleaned(name: &str) -> String {
    let plain = |character: char| match character {
        ';' => ',',
        other if other.is_control() => ' ',
        other => other,
    };
    name.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{TreeNode, TreeSite};
    use crate::site::Kind;

    #[test]
    fn stacks_are_named_from_the_top_and_weigh_what_is_their_own() {
        let site = |path: &str, kind| TreeSite {
            path: path.to_owned(),
            file: String::new(),
            line: 1,
            kind,
            limit_ns: None,
        };
        let node = |parent, site, self_ns| TreeNode {
            parent,
            site,
            self_ns,
            ..TreeNode::default()
        };
        let tree = CallTree {
            sites: vec![
                site("all;of it", Kind::Workflow),
                site("k::f/load", Kind::Phase),
                site("k::g", Kind::Function),
            ],
            nodes: vec![
                node(None, 0, 100.0),
                node(Some(0), 1, 2e6),
                node(Some(1), 2, 5e3),
            ],
            ..CallTree::default()
        };
        let expected = "all,of it;load 2000\nall,of it;load;k::g 5\n";
        assert_eq!(write(&tree), expected);
    }
}
