//! The page holds what was measured and nothing that a report smuggles in.

use perf_runtime::budget::Policy;
use perf_runtime::record::ContextSnapshot;
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
        tree: Default::default(),
        workflows: Vec::new(),
        remarks: Vec::new(),
    };
    merge([report]).unwrap()
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
        "tests::fit",
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
