//! The runs of a workflow: how they ended, a flame graph of where their time went, the same as a table, what costs most.

use perf_runtime::report::{
    Bottleneck, BottleneckKind, FlowRow, Report, RunCounts, WorkflowReport,
};
use perf_runtime::unit::{Quantity, Unit};
use serde::Serialize;

use super::flame::{Flame, Forest};
use super::source::Links;

/// Workflows that are shown, those that took most time first.
const MOST_WORKFLOWS: usize = 20;

/// One workflow.
#[derive(Debug, Serialize)]
pub(super) struct Flow {
    path: String,
    place: String,
    href: String,
    runs: String,
    flame: Option<Flame>,
    rows: Vec<Row>,
    costs: Vec<String>,
}

/// A part of it.
#[derive(Debug, Serialize)]
struct Row {
    depth: usize,
    name: String,
    calls: u64,
    time: String,
    own: String,
    allocated: String,
}

/// The workflows, and how many are left out.
pub(super) fn flows(report: &Report, links: &Links) -> (Vec<Flow>, usize) {
    let forest = Forest::new(&report.tree);
    let shown = report.workflows.iter().take(MOST_WORKFLOWS);
    let flow = |workflow: &WorkflowReport| Flow {
        path: workflow.path.clone(),
        place: format!("{}:{}", workflow.file, workflow.line),
        href: links.to(&workflow.file, workflow.line),
        runs: runs(&workflow.runs),
        flame: forest.flame(&workflow.path, &workflow.file, workflow.line),
        rows: workflow.rows.iter().map(row).collect(),
        costs: workflow.bottlenecks.iter().map(cost).collect(),
    };
    let left_out = report.workflows.len().saturating_sub(MOST_WORKFLOWS);
    (shown.map(flow).collect(), left_out)
}

fn ns(value: f64) -> String {
    Quantity::new(value, Unit::Nanoseconds).to_string()
}

/// `3 runs, 1 with an error; 12.0 ms on average, 10.0 ms to 15.0 ms`.
fn runs(runs: &RunCounts) -> String {
    let all = runs.all();
    if all == 0 {
        return "ran inside another workflow only".to_owned();
    }
    let mut text = format!("{all} {}", if all == 1 { "run" } else { "runs" });
    let endings = [
        (runs.errors, "with an error"),
        (runs.unknown, "with an end that is not known"),
        (runs.panicked, "panicked"),
        (runs.cancelled, "cancelled"),
    ];
    for (count, ending) in endings.iter().filter(|(count, _)| *count > 0) {
        text.push_str(&format!(", {count} {ending}"));
    }
    let (shortest, longest) = runs.range_ns;
    let mean = ns(runs.mean_ns);
    text.push_str(&match all {
        1 => format!("; {mean}"),
        _ => format!("; {mean} on average, {} to {}", ns(shortest), ns(longest)),
    });
    text
}

fn row(row: &FlowRow) -> Row {
    Row {
        depth: row.depth,
        name: row.name.clone(),
        calls: row.calls,
        time: format!("{} ({:.0} %)", ns(row.inclusive_ns), row.share * 100.0),
        own: ns(row.self_ns),
        allocated: match row.bytes {
            0 => String::new(),
            bytes => Quantity::new(bytes as f64, Unit::Bytes).to_string(),
        },
    }
}

fn cost(found: &Bottleneck) -> String {
    let kind = match found.kind {
        BottleneckKind::Cpu => "computing",
        BottleneckKind::Waiting => "waiting",
        BottleneckKind::Memory => "allocating",
    };
    let part = match &found.path[..] {
        [] => "the workflow itself".to_owned(),
        path => path.join(" → "),
    };
    let mut text = format!(
        "{kind}: {part}, {:.0} %; {}",
        found.share * 100.0,
        found.datum
    );
    if let Some(advice) = &found.advice {
        text.push_str(&format!(": {advice}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_told_by_how_they_ended() {
        let mut counts = RunCounts {
            ok: 1,
            mean_ns: 2e6,
            range_ns: (2e6, 2e6),
            ..RunCounts::default()
        };
        assert_eq!(runs(&counts), "1 run; 2.00 ms");
        counts.errors = 2;
        counts.range_ns = (1e6, 3e6);
        assert_eq!(
            runs(&counts),
            "3 runs, 2 with an error; 2.00 ms on average, 1.00 ms to 3.00 ms"
        );
        assert_eq!(
            runs(&RunCounts::default()),
            "ran inside another workflow only"
        );
    }
}
