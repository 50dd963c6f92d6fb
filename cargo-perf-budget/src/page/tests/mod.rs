//! The page holds what was measured and nothing that a report smuggles in. No browser is at hand: `parsed` asks an HTML
//! parser, `script` runs the page's script in a JavaScript engine on stand-ins for the page's elements.

mod parsed;
mod script;

use perf_runtime::budget::Policy;
use perf_runtime::record::{CallTree, ContextSnapshot, TreeNode, TreeSite, WorkflowRuns};
use perf_runtime::report::{
    AgainstRecord, Environment, LimitRecord, Report, Run, SiteRecord, merge,
};
use perf_runtime::site::{Kind, Metric, Statistic};

use super::*;
use crate::render::Answer;

const HOSTILE: &str = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

fn report(name: &str, file: &str) -> Report {
    let site = SiteRecord {
        path: format!("k::{name}"),
        function_path: format!("k::{name}"),
        file: file.to_owned(),
        line: 3,
        package: "k".to_owned(),
        kind: Kind::Function,
        owner: name.to_owned(),
        tags: vec![name.to_owned()],
        warning_percent: 10.0,
        critical_percent: 50.0,
        limits: vec![LimitRecord {
            metric: Metric::Time,
            statistic: Statistic::Median,
            value: 1e6,
            key: "max_ms".to_owned(),
            written: "1".to_owned(),
            changed: None,
        }],
        against: AgainstRecord::default(),
        contexts: vec![ContextSnapshot {
            context: format!("tests::{name}"),
            calls: 40,
            time: (0..40).map(|i| 2e6 + f64::from(i)).collect(),
            wall: (0..40).map(|i| 2e6 + f64::from(i)).collect(),
            ..ContextSnapshot::default()
        }],
    };
    let report = Report {
        schema: 1,
        runs: vec![Run {
            id: name.to_owned(),
            ..Run::default()
        }],
        environments: vec![Environment::default()],
        sites: vec![site],
        decided: Vec::new(),
        notes: vec![name.to_owned()],
        verdicts: Vec::new(),
        alerts: Vec::new(),
        tree: tree(name, file),
        workflows: Vec::new(),
        remarks: Vec::new(),
    };
    merge([report]).unwrap()
}

/// A workflow of two phases, of which one calls a function.
fn tree(name: &str, file: &str) -> CallTree {
    let site = |path: String, kind| TreeSite {
        path,
        file: file.to_owned(),
        line: 9,
        kind,
        limit_ns: None,
    };
    let node = |parent, site, self_ns| TreeNode {
        parent,
        site,
        calls: 2,
        self_ns,
        inclusive_ns: self_ns,
        ..TreeNode::default()
    };
    CallTree {
        sites: vec![
            site(format!("analyse {name}"), Kind::Workflow),
            site(
                format!("k::analyse/load {}", name.replace('/', "")),
                Kind::Phase,
            ),
            site("k::analyse/fit".to_owned(), Kind::Phase),
            site(format!("k::{name}"), Kind::Function),
        ],
        nodes: vec![
            node(None, 0, 1e6),
            node(Some(0), 1, 2e6),
            node(Some(0), 2, 3e6),
            node(Some(2), 3, 4e6),
        ],
        runs: vec![WorkflowRuns {
            ok: 2,
            elapsed_ns: 1e7,
            shortest_ns: 4e6,
            longest_ns: 6e6,
            ..WorkflowRuns::default()
        }],
        ..CallTree::default()
    }
}

fn page(report: &Report) -> String {
    let answer = Answer::new(report, &Policy::default());
    html(Input {
        answer: &answer,
        series: Vec::new(),
        links: Links::Beside("../../".to_owned()),
        commit: "0123456789".to_owned(),
    })
    .unwrap()
}

#[test]
fn what_was_measured_is_there() {
    let page = page(&report("fit", "src/lib.rs"));
    for wanted in [
        "k::fit",
        "max_ms",
        "tests::<wbr>fit",
        "href=\"..&#x2f;..&#x2f;src&#x2f;lib.rs\"",
        "<rect",
        "critical",
        "0123456789",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
}

#[test]
fn nothing_in_a_report_becomes_markup() {
    let hostile = page(&report(HOSTILE, HOSTILE));
    let plain = page(&report("fit", "src/lib.rs"));
    for tag in ["<script", "<img", "</script", "onerror=alert(2)>"] {
        let count = |page: &str| page.matches(tag).count();
        assert_eq!(count(&hostile), count(&plain), "{tag}");
    }
    assert!(!page(&report("f", "javascript:alert(1)")).contains("href=\"javascript:"));
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let page = page(&report("fit", "src/lib.rs"));
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}
