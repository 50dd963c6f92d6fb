//! What a call tree says of each workflow: where its time went, who spends its budget, and what mending would bring.
//!
//! `tree` finds its way in the nodes, `rows` shows them, `path` follows the largest part and sets it against the limits,
//! `bottleneck` ranks what costs most.

mod bottleneck;
mod merge;
mod model;
mod path;
mod rows;
#[cfg(test)]
mod tests;
mod tree;
mod validate;
mod waits;

pub(super) use merge::merge;
pub use model::{
    Bottleneck, BottleneckKind, FlowRow, FlowStep, Overcommitted, RunCounts, WorkflowReport,
};
pub(super) use validate::problem;

use crate::record::CallTree;
use tree::Tree;

/// What there is to say of every workflow, the one that took most time first.
pub(super) fn workflows(tree: &CallTree) -> Vec<WorkflowReport> {
    let tree = Tree::new(tree);
    let mut reports: Vec<WorkflowReport> = tree
        .workflows()
        .map(|root| {
            let site = tree.site(root);
            let total_ns = tree.total_ns(root);
            WorkflowReport {
                path: site.path.clone(),
                file: site.file.clone(),
                line: site.line,
                runs: tree.runs(root),
                total_ns,
                limit_ns: site.limit_ns,
                rows: rows::of(&tree, root),
                left_out: rows::left_out(&tree, root),
                critical_path: path::critical(&tree, root),
                overcommitted: path::overcommitted(&tree, root),
                bottlenecks: bottleneck::of(&tree, root),
            }
        })
        .collect();
    reports.sort_by(|a, b| b.total_ns.total_cmp(&a.total_ns));
    reports
}
