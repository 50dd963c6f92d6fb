//! One call tree of many: nodes are the same when the sites on the way to them are.

use std::collections::BTreeMap;

use crate::record::{CallTree, SchedulerTime, TreeEvent, TreeNode, TreeSite, WorkflowRuns};

/// What makes two sites the same.
type SiteKey = (String, String, u32);

/// Merges trees. The order of the trees does not matter.
pub(in crate::report) fn merge(trees: Vec<CallTree>) -> CallTree {
    // Sorted names in every node's list make the result the same for every order.
    let mut root = Branch::default();
    let mut merged = CallTree::default();
    let mut sites = BTreeMap::new();
    let mut runs: BTreeMap<SiteKey, WorkflowRuns> = BTreeMap::new();
    let eventful = most_eventful(&trees);
    for tree in trees {
        add(&mut merged.calls_without_node, tree.calls_without_node);
        add(&mut merged.unbalanced_phases, tree.unbalanced_phases);
        for site in &tree.sites {
            let kept = sites.entry(key(site)).or_insert_with(|| site.clone());
            // Declared limits differ where sources do; the tighter one stands, whatever the order.
            kept.limit_ns = tighter(kept.limit_ns, site.limit_ns);
        }
        for one in &tree.runs {
            let sum = runs.entry(key(&tree.sites[one.site])).or_default();
            add_runs(sum, one);
        }
        root.add(&tree);
    }
    let places: BTreeMap<SiteKey, usize> = sites.keys().cloned().zip(0..).collect();
    merged.sites = sites.into_values().collect();
    merged.runs = runs
        .into_iter()
        .map(|(key, runs)| WorkflowRuns {
            site: places[&key],
            ..runs
        })
        .collect();
    root.write(None, &places, &mut merged.nodes);
    if let Some((events, left_out)) = eventful {
        let placed = events.into_iter().map(|(key, event)| TreeEvent {
            site: places[&key],
            ..event
        });
        merged.events = placed.collect();
        merged.events_left_out = left_out;
    }
    merged
}

/// The events of one tree, by the keys of their sites: clocks of several processes have no common start.
fn most_eventful(trees: &[CallTree]) -> Option<(Vec<(SiteKey, TreeEvent)>, u64)> {
    let duration = |tree: &CallTree| {
        tree.events
            .iter()
            .map(|event| event.duration_ns)
            .sum::<f64>()
    };
    let order = |tree: &CallTree| (tree.events.len(), duration(tree).to_bits());
    let tree = trees.iter().max_by_key(|tree| order(tree))?;
    let keyed = tree
        .events
        .iter()
        .map(|event| (key(&tree.sites[event.site]), *event));
    Some((keyed.collect(), tree.events_left_out))
}

fn key(site: &TreeSite) -> SiteKey {
    (site.path.clone(), site.file.clone(), site.line)
}

fn tighter(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

/// A node and what is below it.
#[derive(Default)]
struct Branch {
    node: TreeNode,
    below: BTreeMap<SiteKey, Branch>,
}

impl Branch {
    /// Adds the nodes of a tree; this is what stands above them all.
    fn add(&mut self, tree: &CallTree) {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); tree.nodes.len()];
        let mut tops = Vec::new();
        for (place, node) in tree.nodes.iter().enumerate() {
            match node.parent {
                Some(parent) => children[parent].push(place),
                None => tops.push(place),
            }
        }
        self.add_below(tree, &children, &tops);
    }

    fn add_below(&mut self, tree: &CallTree, children: &[Vec<usize>], places: &[usize]) {
        for &place in places {
            let node = &tree.nodes[place];
            let branch = self.below.entry(key(&tree.sites[node.site])).or_default();
            add_node(&mut branch.node, node);
            branch.add_below(tree, children, &children[place]);
        }
    }

    fn write(
        self,
        parent: Option<usize>,
        places: &BTreeMap<SiteKey, usize>,
        nodes: &mut Vec<TreeNode>,
    ) {
        for (key, branch) in self.below {
            let place = nodes.len();
            nodes.push(TreeNode {
                parent,
                site: places[&key],
                ..branch.node.clone()
            });
            branch.write(Some(place), places, nodes);
        }
    }
}

/// A file may hold any count: one that does not fit stays at the largest.
fn add(sum: &mut u64, count: u64) {
    *sum = sum.saturating_add(count);
}

fn add_node(sum: &mut TreeNode, other: &TreeNode) {
    add(&mut sum.calls, other.calls);
    add(&mut sum.panics, other.panics);
    sum.inclusive_ns += other.inclusive_ns;
    sum.self_ns += other.self_ns;
    sum.self_variance = match (sum.self_variance, other.self_variance) {
        (Some(a), Some(b)) => Some(a + b),
        (one, other) => one.or(other),
    };
    sum.longest_ns = sum.longest_ns.max(other.longest_ns);
    add(&mut sum.allocations, other.allocations);
    add(&mut sum.bytes, other.bytes);
    add(&mut sum.self_allocations, other.self_allocations);
    add(&mut sum.self_bytes, other.self_bytes);
    sum.peak_bytes = sum.peak_bytes.max(other.peak_bytes);
    if let Some(time) = other.scheduler {
        let both = sum.scheduler.unwrap_or_default();
        sum.scheduler = Some(SchedulerTime {
            wall_ns: both.wall_ns + time.wall_ns,
            cpu_ns: both.cpu_ns + time.cpu_ns,
            wait_ns: both.wait_ns + time.wait_ns,
        });
    }
    sum.idle_ns += other.idle_ns;
    sum.carried_ns += other.carried_ns;
    sum.crowded_ns += other.crowded_ns;
    sum.blocked_ns += other.blocked_ns;
}

fn add_runs(sum: &mut WorkflowRuns, other: &WorkflowRuns) {
    sum.shortest_ns = match (sum.runs(), other.runs()) {
        (0, _) => other.shortest_ns,
        (_, 0) => sum.shortest_ns,
        _ => sum.shortest_ns.min(other.shortest_ns),
    };
    sum.longest_ns = sum.longest_ns.max(other.longest_ns);
    add(&mut sum.ok, other.ok);
    add(&mut sum.errors, other.errors);
    add(&mut sum.unknown, other.unknown);
    add(&mut sum.panicked, other.panicked);
    add(&mut sum.cancelled, other.cancelled);
    add(&mut sum.late_handles, other.late_handles);
    sum.elapsed_ns += other.elapsed_ns;
    sum.elapsed_squares += other.elapsed_squares;
}
