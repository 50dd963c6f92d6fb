//! The call tree as folded stacks, which flame graphs are drawn from (`inferno`, `flamegraph.pl`, speedscope).

use std::fmt::Write as _;

use super::short_name;
use crate::record::{CallTree, TreeNode};

/// One line for each part with time of its own: names from the top down separated by `;`, then the time in microseconds.
#[must_use]
pub fn write(tree: &CallTree) -> String {
    let mut out = String::new();
    each_part(tree, |stack, node| line(&mut out, stack, node.self_ns));
    out
}

/// The same, where samples tell what a function's own time was spent on: functions that nobody annotated stand below those
/// that were found to call them, with their share of its time.
#[cfg(all(feature = "sampling", unix))]
#[must_use]
pub fn write_with(tree: &CallTree, profile: &crate::profile::Profile) -> String {
    let mut out = String::new();
    each_part(tree, |stack, node| {
        let inside = profile.inside(&tree.sites[node.site].path);
        // What the tree knows already is not its own time.
        let known = |frames: &[String]| {
            let sites = tree.sites.iter();
            let mut sites = sites.filter(|site| site.kind == crate::site::Kind::Function);
            sites.any(|site| {
                frames
                    .iter()
                    .any(|frame| crate::profile::is_of(frame, &site.path))
            })
        };
        let own: Vec<_> = inside.iter().filter(|(frames, _)| !known(frames)).collect();
        let own_samples: u64 = own.iter().map(|(_, samples)| samples).sum();
        if own_samples == 0 {
            line(&mut out, stack, node.self_ns);
            return;
        }
        for (frames, samples) in own {
            let names = frames.iter().map(|frame| format!(";{}", cleaned(frame)));
            let below: String = names.collect();
            let share = *samples as f64 / own_samples as f64;
            line(&mut out, &format!("{stack}{below}"), node.self_ns * share);
        }
    });
    out
}

fn line(out: &mut String, stack: &str, ns: f64) {
    let microseconds = (ns / 1e3).round() as u64;
    if microseconds > 0 {
        let _ = writeln!(out, "{stack} {microseconds}");
    }
}

/// Shows every part of the tree with the names on the way down to it.
fn each_part(tree: &CallTree, mut show: impl FnMut(&str, &TreeNode)) {
    let mut stacks: Vec<String> = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let name = cleaned(short_name(&tree.sites[node.site]));
        let stack = match node.parent {
            Some(parent) => format!("{};{name}", stacks[parent]),
            None => name,
        };
        show(&stack, node);
        stacks.push(stack);
    }
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
    use crate::record::TreeSite;
    use crate::site::Kind;

    /// Sites that call each other, the first one outermost, with the time that is each one's own.
    fn chain(calls: [(&str, Kind, f64); 3]) -> CallTree {
        let site = |(path, kind, _): (&str, Kind, f64)| TreeSite {
            path: path.to_owned(),
            file: String::new(),
            line: 1,
            kind,
            limit_ns: None,
        };
        let node = |(place, (.., self_ns)): (usize, (&str, Kind, f64))| TreeNode {
            parent: place.checked_sub(1),
            site: place,
            self_ns,
            ..TreeNode::default()
        };
        CallTree {
            sites: calls.into_iter().map(site).collect(),
            nodes: calls.into_iter().enumerate().map(node).collect(),
            ..CallTree::default()
        }
    }

    #[cfg(all(feature = "sampling", unix))]
    #[test]
    fn samples_share_the_own_time_of_the_function_they_were_found_in() {
        use crate::profile::{Profile, Stack};
        let tree = chain([
            ("all", Kind::Workflow, 1e6),
            ("k::f", Kind::Function, 8e6),
            ("k::g", Kind::Function, 5e3),
        ]);
        let stack = |frames: &[&str], samples| Stack {
            frames: frames.iter().map(|frame| (*frame).to_owned()).collect(),
            samples,
        };
        let profile = Profile {
            hertz: 99,
            stacks: vec![
                stack(&["main", "k::f", "dep::h"], 3),
                stack(&["main", "k::f"], 1),
                // Time of `k::g`, which has its own place.
                stack(&["main", "k::f", "k::g"], 9),
            ],
        };
        let expected = "all 1000\nall;k::f;dep::h 6000\nall;k::f 2000\nall;k::f;k::g 5\n";
        assert_eq!(write_with(&tree, &profile), expected);
        assert_eq!(write_with(&tree, &Profile::default()), write(&tree));
    }

    #[test]
    fn stacks_are_named_from_the_top_and_weigh_what_is_their_own() {
        let tree = chain([
            ("all;of it", Kind::Workflow, 100.0),
            ("k::f/load", Kind::Phase, 2e6),
            ("k::g", Kind::Function, 5e3),
        ]);
        let expected = "all,of it;load 2000\nall,of it;load;k::g 5\n";
        assert_eq!(write(&tree), expected);
    }
}
