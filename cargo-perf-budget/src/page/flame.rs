//! The call tree of a workflow as a flame graph: callers stand above what they call, each as wide as the time it took.

use perf_runtime::record::{CallTree, TreeNode};
use perf_runtime::site::Kind;
use perf_runtime::unit::{Quantity, Unit};
use serde::Serialize;

/// Narrower parts cannot be seen, as a percentage of the whole.
const LEAST_WIDTH: f64 = 0.05;
/// Parts that a browser lays out without a pause; the widest children of each part come first.
const MOST_FRAMES: usize = 1_000;
/// Deeper calls are recursion that nobody scrolls to.
const MOST_LEVELS: usize = 64;

/// A flame graph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Flame {
    /// Each part before what it calls.
    frames: Vec<Frame>,
    levels: usize,
    /// Parts too small or too deep to be shown.
    left_out: usize,
}

/// One part; places are percentages of the graph's width.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Frame {
    level: usize,
    left: f64,
    width: f64,
    kind: &'static str,
    name: String,
    told: String,
}

/// A call tree that knows what each part takes with all that it calls.
pub(super) struct Forest<'a> {
    tree: &'a CallTree,
    children: Vec<Vec<usize>>,
    /// Time of all threads, in nanoseconds.
    totals: Vec<f64>,
}

impl<'a> Forest<'a> {
    pub(super) fn new(tree: &'a CallTree) -> Self {
        let mut children = vec![Vec::new(); tree.nodes.len()];
        let own = |node: &TreeNode| node.self_ns.max(0.0);
        let mut totals: Vec<f64> = tree.nodes.iter().map(own).collect();
        // Parents come before their children.
        for (place, node) in tree.nodes.iter().enumerate().rev() {
            if let Some(parent) = node.parent {
                children[parent].push(place);
                totals[parent] += totals[place];
            }
        }
        for siblings in &mut children {
            siblings.sort_by(|a, b| totals[*b].total_cmp(&totals[*a]).then(a.cmp(b)));
        }
        Self {
            tree,
            children,
            totals,
        }
    }

    /// The flame graph of the workflow at this place of the source; `None` where the tree holds no time of it.
    pub(super) fn flame(&self, path: &str, file: &str, line: u32) -> Option<Flame> {
        let tree = self.tree;
        let root = tree.nodes.iter().position(|node| {
            let site = &tree.sites[node.site];
            node.parent.is_none() && (&*site.path, &*site.file, site.line) == (path, file, line)
        })?;
        let whole = self.totals[root];
        if !(whole > 0.0 && whole.is_finite()) {
            return None;
        }
        let mut frames = Vec::new();
        let mut left_out = 0;
        let mut waiting = vec![(root, 0, 0.0)];
        while let Some((place, level, left)) = waiting.pop() {
            let width = self.totals[place] / whole * 100.0;
            if frames.len() == MOST_FRAMES || level == MOST_LEVELS || width < LEAST_WIDTH {
                left_out += self.count(place);
                continue;
            }
            frames.push(self.frame(place, level, left, width));
            let mut from = left;
            let first = waiting.len();
            for &child in &self.children[place] {
                waiting.push((child, level + 1, from));
                from += self.totals[child] / whole * 100.0;
            }
            // The last that waits comes next.
            waiting[first..].reverse();
        }
        Some(Flame {
            levels: frames.iter().map(|frame| frame.level + 1).max()?,
            frames,
            left_out,
        })
    }

    fn frame(&self, place: usize, level: usize, left: f64, width: f64) -> Frame {
        let node = &self.tree.nodes[place];
        let site = &self.tree.sites[node.site];
        let (kind, name) = match site.kind {
            Kind::Workflow => ("workflow", &*site.path),
            // Spans and start-up phases are calls like others.
            Kind::Function | Kind::Span | Kind::Startup => ("function", &*site.path),
            // A phase's path is that of the function around it, then its name.
            Kind::Phase => ("phase", site.path.rsplit('/').next().unwrap_or_default()),
        };
        Frame {
            level,
            left: rounded(left),
            width: rounded(width),
            kind,
            name: ending(name).to_owned(),
            told: format!(
                "{name}: {width:.1} %, {}, {}",
                self.time(place),
                calls(node)
            ),
        }
    }

    fn time(&self, place: usize) -> String {
        let ns = |value| Quantity::new(value, Unit::Nanoseconds).to_string();
        let own = self.tree.nodes[place].self_ns;
        format!(
            "{} with what it calls, {} its own",
            ns(self.totals[place]),
            ns(own)
        )
    }

    /// The part and all below it.
    fn count(&self, place: usize) -> usize {
        let mut found = vec![place];
        let mut next = 0;
        while let Some(&place) = found.get(next) {
            found.extend(&self.children[place]);
            next += 1;
        }
        found.len()
    }
}

fn calls(node: &TreeNode) -> String {
    let mut text = match node.calls {
        1 => "1 call".to_owned(),
        calls => format!("{calls} calls"),
    };
    if node.bytes > 0 {
        let bytes = Quantity::new(node.bytes as f64, Unit::Bytes);
        text.push_str(&format!(", {bytes} allocated"));
    }
    text
}

/// A ten-thousandth of a percent is finer than a screen.
fn rounded(percent: f64) -> f64 {
    (percent * 1e4).round() / 1e4
}

/// The last two parts of a path: a narrow part shows the beginning of its name, and that of paths is the same for many.
fn ending(path: &str) -> &str {
    let mut ends = path.rmatch_indices("::");
    ends.nth(1)
        .map_or(path, |(at, colons)| &path[at + colons.len()..])
}

#[cfg(test)]
mod tests {
    use perf_runtime::record::TreeSite;

    use super::*;

    fn tree(parts: &[(Option<usize>, &str, Kind, f64)]) -> CallTree {
        let sites = parts.iter().map(|(_, path, kind, _)| TreeSite {
            path: (*path).to_owned(),
            file: "src/lib.rs".to_owned(),
            line: 1,
            kind: *kind,
            limit_ns: None,
        });
        let nodes = parts.iter().enumerate().map(|(site, part)| TreeNode {
            parent: part.0,
            site,
            calls: 1,
            self_ns: part.3,
            ..TreeNode::default()
        });
        CallTree {
            sites: sites.collect(),
            nodes: nodes.collect(),
            ..CallTree::default()
        }
    }

    #[test]
    fn parts_lie_within_their_callers_side_by_side_the_widest_first() {
        let tree = tree(&[
            (None, "all", Kind::Workflow, 10.0),
            (Some(0), "k::f/load", Kind::Phase, 20.0),
            (Some(0), "k::fit", Kind::Function, 30.0),
            (Some(2), "k::chi", Kind::Function, 40.0),
        ]);
        let flame = Forest::new(&tree).flame("all", "src/lib.rs", 1).unwrap();
        let places: Vec<(&str, usize, f64, f64)> = flame
            .frames
            .iter()
            .map(|frame| (&*frame.name, frame.level, frame.left, frame.width))
            .collect();
        let expected = [
            ("all", 0, 0.0, 100.0),
            ("k::fit", 1, 0.0, 70.0),
            ("k::chi", 2, 0.0, 40.0),
            ("load", 1, 70.0, 20.0),
        ];
        assert_eq!(places, expected);
        assert_eq!((flame.levels, flame.left_out), (3, 0));
        assert_eq!(
            flame.frames[1].told,
            "k::fit: 70.0 %, 70.0 ns with what it calls, 30.0 ns its own, 1 call"
        );
    }

    #[test]
    fn what_cannot_be_seen_is_counted() {
        let deep: Vec<_> = (0..100)
            .map(|i| (usize::checked_sub(i, 1), "f", Kind::Workflow, 1.0))
            .collect();
        let flame = Forest::new(&tree(&deep))
            .flame("f", "src/lib.rs", 1)
            .unwrap();
        assert_eq!((flame.levels, flame.left_out), (MOST_LEVELS, 36));

        let mut wide = vec![(None, "all", Kind::Workflow, 1.0)];
        wide.extend((0..3_000).map(|_| (Some(0), "f", Kind::Function, 1.0)));
        let flame = Forest::new(&tree(&wide))
            .flame("all", "src/lib.rs", 1)
            .unwrap();
        assert_eq!((flame.frames.len(), flame.left_out), (1, 3_000));
    }

    #[test]
    fn nothing_is_drawn_of_a_workflow_without_time() {
        let tree = tree(&[(None, "all", Kind::Workflow, 0.0)]);
        let forest = Forest::new(&tree);
        assert_eq!(forest.flame("all", "src/lib.rs", 1), None);
        assert_eq!(forest.flame("other", "src/lib.rs", 1), None);
    }

    #[test]
    fn a_part_is_called_by_the_end_of_its_path() {
        assert_eq!(ending("k::model::Shear::fill"), "Shear::fill");
        assert_eq!(ending("k::fit"), "k::fit");
        assert_eq!(ending("analyse"), "analyse");
    }
}
