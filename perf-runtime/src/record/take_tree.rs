//! The call trees of all threads as one, in nanoseconds.

use std::collections::HashMap;

use super::call_tree::{
    CallTree, OTHER_WORKFLOWS, SchedulerTime, TreeEvent, TreeNode, TreeSite, WorkflowRuns,
};
use super::overhead::Overhead;
use super::runs::RunSums;
use super::tree::{MergedNode, MergedTree};
use super::{registry, threads};
use crate::clock::Scale;
use crate::guard::local;
use crate::guard::tree::{MOST_NODES, NodeTotals};
use crate::site::{Metric, Site, Statistic};

/// The tree so far.
pub(super) fn tree(scale: Scale, overhead: Overhead) -> CallTree {
    let (merged, runs) = local::inside(|| {
        let threads = threads::locked();
        (threads.merged_tree(), threads.runs.clone())
    });
    if merged.nodes.is_empty() && runs.is_empty() {
        return CallTree::default();
    }
    let mut sites = Sites::default();
    let units = Units { scale, overhead };
    let nodes = merged
        .nodes
        .iter()
        .map(|node| units.node(node, sites.place(node.site)))
        .collect();
    let all = registry::sites();
    let runs = runs.into_iter().filter_map(|(index, sums)| {
        let site = all.get(index.checked_sub(1)?)?;
        Some(units.runs(&sums, sites.place(site)))
    });
    let runs = runs.collect();
    let events = units.events(&merged, &mut sites);
    CallTree {
        runs,
        events,
        events_left_out: merged.events_left_out,
        nodes,
        sites: sites.list,
        calls_without_node: merged.homeless,
        unbalanced_phases: merged.unbalanced,
    }
}

/// What the tree could not hold, each a sentence.
pub(super) fn notes(tree: &CallTree) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |count: u64, text: String| {
        if count > 0 {
            notes.push(text);
        }
    };
    let calls = tree.calls_without_node;
    note(
        calls,
        format!(
            "{calls} calls within workflows have no place of their own in the call tree, which holds {MOST_NODES} \
             places a thread: they are part of their callers' own time"
        ),
    );
    let phases = tree.unbalanced_phases;
    note(
        phases,
        format!(
            "{phases} phases were still open when what surrounds them ended or was suspended: in the call tree they \
             end there"
        ),
    );
    let shared = tree.sites.iter().any(|site| site.path == OTHER_WORKFLOWS);
    note(
        u64::from(shared),
        format!(
            "there are more names of workflows than are told apart: further names share `{OTHER_WORKFLOWS}`"
        ),
    );
    for runs in &tree.runs {
        let (late, name) = (runs.late_handles, &tree.sites[runs.site].path);
        note(
            late,
            format!("handles of `{name}` were used {late} times after its run had ended"),
        );
    }
    notes
}

/// The sites that nodes name, each once.
#[derive(Default)]
struct Sites {
    places: HashMap<usize, usize>,
    list: Vec<TreeSite>,
}

impl Sites {
    fn place(&mut self, site: &'static Site) -> usize {
        let list = &mut self.list;
        *self.places.entry(site.index()).or_insert_with(|| {
            list.push(described(site));
            list.len() - 1
        })
    }
}

fn described(site: &'static Site) -> TreeSite {
    let info = site.info();
    let typical = |limit: &&crate::site::Limit| {
        limit.metric == Metric::Time && limit.statistic == Statistic::Median
    };
    TreeSite {
        path: site.path(),
        file: info.place.file.to_owned(),
        line: info.line,
        kind: info.kind,
        limit_ns: info.limits.iter().find(typical).map(|limit| limit.value),
    }
}

struct Units {
    scale: Scale,
    overhead: Overhead,
}

impl Units {
    fn node(&self, node: &MergedNode, site: usize) -> TreeNode {
        let totals = &node.totals;
        let ns = |ticks: u64| self.scale.ns(ticks as f64);
        let recording = totals.calls as f64 * self.overhead.plain_ns();
        TreeNode {
            parent: (node.parent as usize).checked_sub(1),
            site,
            calls: totals.calls,
            panics: totals.panics,
            inclusive_ns: (ns(totals.ticks) - recording).max(0.0),
            self_ns: (ns(totals.own_ticks) - recording).max(0.0),
            self_variance: self.self_variance(totals),
            longest_ns: (ns(totals.longest) - self.overhead.plain_ns()).max(0.0),
            allocations: totals.allocations,
            bytes: totals.bytes,
            self_allocations: node.own_heap.allocations,
            self_bytes: node.own_heap.bytes,
            peak_bytes: totals.peak,
            scheduler: (totals.metered > 0).then(|| SchedulerTime {
                wall_ns: ns(totals.metered),
                cpu_ns: totals.cpu_ns as f64,
                wait_ns: totals.wait_ns as f64,
            }),
            idle_ns: ns(totals.idle),
            carried_ns: ns(totals.carried),
            crowded_ns: ns(totals.crowded),
            blocked_ns: ns(totals.blocked),
        }
    }

    /// The variance of a sum of calls that are drawn from the same distribution.
    fn self_variance(&self, totals: &NodeTotals) -> Option<f64> {
        let calls = totals.calls as f64;
        let sum = totals.own_ticks as f64;
        let spread = (totals.own_squares - sum * sum / calls).max(0.0);
        let unit = self.scale.ns(1.0);
        (totals.calls > 1).then(|| spread * calls / (calls - 1.0) * unit * unit)
    }

    fn events(&self, merged: &MergedTree, sites: &mut Sites) -> Vec<TreeEvent> {
        let first = merged.events.iter().map(|event| event.start).min();
        let mut events: Vec<TreeEvent> = merged
            .events
            .iter()
            .map(|event| TreeEvent {
                thread: event.thread,
                site: sites.place(event.site),
                level: event.level,
                start_ns: self.since(first, event.start),
                duration_ns: self.since(Some(event.start), event.end),
            })
            .collect();
        events.sort_by(|a, b| {
            let by_start = a.start_ns.total_cmp(&b.start_ns);
            a.thread
                .cmp(&b.thread)
                .then(by_start)
                .then(a.level.cmp(&b.level))
        });
        events
    }

    fn since(&self, start: Option<u64>, end: u64) -> f64 {
        let ticks = start.map_or(0, |start| end.saturating_sub(start));
        self.scale.ns(ticks as f64)
    }

    fn runs(&self, sums: &RunSums, site: usize) -> WorkflowRuns {
        let unit = self.scale.ns(1.0);
        WorkflowRuns {
            site,
            ok: sums.ok,
            errors: sums.errors,
            unknown: sums.unknown,
            panicked: sums.panicked,
            cancelled: sums.cancelled,
            late_handles: sums.late,
            elapsed_ns: sums.elapsed * unit,
            elapsed_squares: sums.elapsed_squares * unit * unit,
            shortest_ns: sums.shortest * unit,
            longest_ns: sums.longest * unit,
        }
    }
}
