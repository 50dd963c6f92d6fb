//! What is said of call trees made by hand, whose answers are known.

use super::model::BottleneckKind;
use super::{merge, problem, workflows};
use crate::record::{CallTree, SchedulerTime, TreeEvent, TreeNode, TreeSite, WorkflowRuns};
use crate::report::Report;
use crate::report::fixture::{MS, healthy};
use crate::site::Kind;

fn site(path: &str, kind: Kind, limit_ms: Option<f64>) -> TreeSite {
    TreeSite {
        path: path.to_owned(),
        file: "src/a.rs".to_owned(),
        line: 1,
        kind,
        limit_ns: limit_ms.map(|ms| ms * MS),
    }
}

fn node(parent: Option<usize>, site: usize, calls: u64, inclusive: f64, own: f64) -> TreeNode {
    TreeNode {
        parent,
        site,
        calls,
        inclusive_ns: inclusive * MS,
        self_ns: own * MS,
        ..TreeNode::default()
    }
}

/// analysis (100 ms, limit 90) → load (phase, 30 ms, of which 25 asleep), fit (phase, 68 ms) → step (1000 calls, 60 ms).
fn analysis() -> CallTree {
    let asleep = SchedulerTime {
        wall_ns: 30.0 * MS,
        cpu_ns: 5.0 * MS,
        wait_ns: 0.0,
    };
    let awake = SchedulerTime {
        wall_ns: 68.0 * MS,
        cpu_ns: 68.0 * MS,
        wait_ns: 0.0,
    };
    CallTree {
        sites: vec![
            site("analysis", Kind::Workflow, Some(90.0)),
            site("k::analyse/load", Kind::Phase, None),
            site("k::analyse/fit", Kind::Phase, None),
            site("k::step", Kind::Function, Some(0.1)),
        ],
        nodes: vec![
            TreeNode {
                scheduler: Some(SchedulerTime {
                    wall_ns: 100.0 * MS,
                    cpu_ns: 75.0 * MS,
                    wait_ns: 0.0,
                }),
                bytes: 40 << 20,
                ..node(None, 0, 1, 100.0, 2.0)
            },
            TreeNode {
                scheduler: Some(asleep),
                bytes: 36 << 20,
                self_bytes: 36 << 20,
                self_allocations: 9,
                ..node(Some(0), 1, 1, 30.0, 30.0)
            },
            TreeNode {
                scheduler: Some(awake),
                ..node(Some(0), 2, 1, 68.0, 8.0)
            },
            TreeNode {
                self_variance: Some((1.0 * MS) * (1.0 * MS)),
                ..node(Some(2), 3, 1000, 60.0, 60.0)
            },
        ],
        runs: vec![WorkflowRuns {
            site: 0,
            ok: 1,
            elapsed_ns: 100.0 * MS,
            shortest_ns: 100.0 * MS,
            longest_ns: 100.0 * MS,
            ..WorkflowRuns::default()
        }],
        ..CallTree::default()
    }
}

#[test]
fn the_largest_parts_lead_and_shares_are_of_the_whole() {
    let reports = workflows(&analysis());
    let [report] = &reports[..] else {
        panic!("{reports:?}")
    };
    let shown: Vec<(usize, &str, f64)> = report
        .rows
        .iter()
        .map(|row| (row.depth, &*row.name, (row.share * 100.0).round()))
        .collect();
    let expected = [
        (0, "analysis", 100.0),
        (1, "fit", 68.0),
        (2, "k::step", 60.0),
        (1, "load", 30.0),
    ];
    assert_eq!(shown, expected);
    assert_eq!((report.left_out, report.runs.all()), (0, 1));
}

#[test]
fn the_critical_path_follows_the_time_and_tells_what_limits_leave() {
    let report = workflows(&analysis()).remove(0);
    let names: Vec<&str> = report
        .critical_path
        .iter()
        .map(|step| &*step.name)
        .collect();
    assert_eq!(names, ["analysis", "fit", "k::step"]);
    assert_eq!(report.critical_path[0].slack_ns, Some(-10.0 * MS));
    assert!((report.critical_path[2].slack_ns.unwrap() - 0.04 * MS).abs() < 1.0);
    // A thousand steps of 0.1 ms are 100 ms, and the whole may take 90.
    assert_eq!(report.overcommitted.len(), 1);
    assert!((report.overcommitted[0].inside_ns - 100.0 * MS).abs() < 1.0);
}

#[test]
fn bottlenecks_are_told_apart_and_carry_their_datum() {
    let report = workflows(&analysis()).remove(0);
    let found: Vec<(BottleneckKind, &str)> = report
        .bottlenecks
        .iter()
        .map(|found| (found.kind, &**found.path.last().unwrap()))
        .collect();
    let expected = [
        (BottleneckKind::Cpu, "k::step"),
        (BottleneckKind::Cpu, "fit"),
        (BottleneckKind::Cpu, "load"),
        (BottleneckKind::Waiting, "load"),
        (BottleneckKind::Memory, "load"),
    ];
    assert_eq!(found, expected);
    let step = &report.bottlenecks[0];
    assert_eq!(step.gain, Some((0.58, 0.62)));
    assert!(step.advice.as_ref().unwrap().contains("1000 times"));
    assert_eq!(report.bottlenecks[1].gain, None, "one call has no spread");
}

#[test]
fn a_busy_machine_is_told_apart_from_a_slow_part() {
    let mut tree = analysis();
    let time = tree.nodes[0].scheduler.as_mut().unwrap();
    (time.cpu_ns, time.wait_ns) = (65.0 * MS, 10.0 * MS);
    let report = workflows(&tree).remove(0);
    let mut waits = report.bottlenecks.iter();
    let crowded = waits.find(|found| found.datum.contains("for a processor"));
    assert_eq!(crowded.unwrap().share, 0.1);
}

#[test]
fn what_other_threads_allocate_is_a_share_of_the_whole() {
    let memory = |tree: &CallTree| -> Vec<(String, f64)> {
        let report = workflows(tree).remove(0);
        let found = report.bottlenecks.into_iter();
        found
            .filter(|found| found.kind == BottleneckKind::Memory)
            .map(|mut found| (found.path.pop().unwrap(), found.share))
            .collect()
    };
    let mut tree = analysis();
    // `step` runs on workers: neither the root nor `fit` has its bytes among its own.
    tree.nodes[3].bytes = 108 << 20;
    tree.nodes[3].self_bytes = 108 << 20;
    let expected = [("k::step".to_owned(), 0.75), ("load".to_owned(), 0.25)];
    assert_eq!(memory(&tree), expected);
    // The thread of the workflow allocates nothing at all.
    tree.nodes[0].bytes = 0;
    (tree.nodes[1].bytes, tree.nodes[1].self_bytes) = (0, 0);
    assert_eq!(memory(&tree), [("k::step".to_owned(), 1.0)]);
}

#[test]
fn clocks_that_were_never_read_crowd_nothing_out() {
    let mut tree = analysis();
    let time = tree.nodes[0].scheduler.as_mut().unwrap();
    (time.wall_ns, time.wait_ns) = (0.0, 10.0 * MS);
    let report = workflows(&tree).remove(0);
    assert!(report.bottlenecks.iter().all(|found| found.share <= 1.0));
}

#[test]
fn counts_that_no_recorder_reaches_do_not_overflow() {
    let mut tree = analysis();
    tree.nodes[1].calls = u64::MAX;
    tree.nodes[1].self_bytes = u64::MAX;
    tree.calls_without_node = u64::MAX;
    tree.runs[0].ok = u64::MAX;
    tree.runs[0].errors = 1;
    let merged = merge(vec![tree.clone(), tree]);
    assert_eq!(merged.runs[0].runs(), u64::MAX);
    assert_eq!(merged.calls_without_node, u64::MAX);
    assert_eq!(workflows(&merged).remove(0).runs.all(), u64::MAX);
}

#[test]
fn nothing_is_recommended_without_a_datum() {
    let mut tree = analysis();
    tree.nodes[3].calls = 5;
    let report = workflows(&tree).remove(0);
    assert!(
        report
            .bottlenecks
            .iter()
            .all(|found| found.advice.is_none())
    );
}

#[test]
fn trees_merge_in_any_order_and_survive_a_file() {
    let mut other = analysis();
    // The same sites in other places.
    other.sites.reverse();
    for node in &mut other.nodes {
        node.site = 3 - node.site;
    }
    other.runs[0].site = 3;
    other.events.push(TreeEvent {
        thread: 0,
        site: 3,
        level: 0,
        start_ns: 0.0,
        duration_ns: 100.0 * MS,
    });
    other.nodes[1].calls = 7;
    let merged = merge(vec![analysis(), other.clone()]);
    assert_eq!(merged, merge(vec![other, analysis()]));
    assert_eq!(problem(&merged), None);
    assert_eq!(merged.runs[0].ok, 2);
    assert_eq!(merged.sites[merged.events[0].site].path, "analysis");
    let whole = workflows(&merged).remove(0);
    assert!((whole.total_ns - 200.0 * MS).abs() < 1.0);
    let mut report = healthy();
    report.tree = merged;
    let report = crate::report::merge([report]).unwrap();
    let back = Report::from_json(report.to_json().unwrap()).unwrap();
    assert_eq!(back, report);
    assert_eq!(back.workflows.len(), 1);
}

#[test]
fn a_damaged_tree_is_refused() {
    let mut tree = analysis();
    tree.nodes[1].parent = Some(1);
    assert!(problem(&tree).is_some());
    let mut tree = analysis();
    tree.nodes[1].site = 4;
    assert!(problem(&tree).is_some());
}
