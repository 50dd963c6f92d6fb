//! Reports against serde_json, which the runtime must not link: each reads what the other writes.

#![cfg(feature = "monitoring")]

use perf_runtime::budget::{Gate, Policy};
use perf_runtime::record::{ContextSnapshot, SiteSnapshot, Snapshot};
use perf_runtime::report::{Environment, Report, Run};
use perf_runtime::site::{Identity, Kind, Limit, Metric, Place, Site, SiteInfo, Statistic, limit};

const LIMITS: &[Limit] = &[
    limit(Metric::Time, Statistic::Median, 1e6, "max_ms", 0.1, "TENTH"),
    limit(
        Metric::Allocations,
        Statistic::Maximum,
        1.0,
        "max_allocs",
        0.0,
        "0",
    ),
];

static SITE: Site = Site::new(
    SiteInfo::new(
        Kind::Workflow,
        "analyse",
        7,
        8,
        Place {
            file: "src\\\"odd\" name.rs",
            module: "krate",
            package: "krate",
            test_build: true,
        },
        LIMITS,
        Identity::new("", "", &["a", "b"], 10.0, 50.0),
    ),
    || "",
    &perf_runtime::__private_0_1::RECORDER,
);

fn report() -> Report {
    let samples = [
        0.1,
        1e-300,
        9.007e15,
        123_456_789.123_456_79,
        1e305,
        f64::MIN_POSITIVE,
    ];
    let context = ContextSnapshot {
        context: "tests::\u{1}é測\u{1f600}".to_owned(),
        calls: u64::MAX,
        time: samples.into_iter().collect(),
        ..ContextSnapshot::default()
    };
    let snapshot = Snapshot {
        sites: vec![SiteSnapshot {
            site: &SITE,
            contexts: vec![context],
        }],
        ..Snapshot::default()
    };
    Report::new(
        Run::default(),
        Environment::current(&snapshot.clock),
        &snapshot,
    )
}

#[test]
fn serde_json_reads_what_the_runtime_writes() {
    let report = report();
    let theirs: Report = serde_json::from_str(&report.to_json().unwrap()).unwrap();
    assert_eq!(theirs, report);
}

#[test]
fn the_runtime_reads_what_serde_json_writes() {
    let report = report();
    for text in [
        serde_json::to_string(&report),
        serde_json::to_string_pretty(&report),
    ] {
        assert_eq!(Report::from_json(text.unwrap()).unwrap(), report);
    }
}

#[test]
fn reading_again_gives_the_same_gate() {
    let report = report();
    let again = Report::from_json(report.to_json().unwrap()).unwrap();
    assert_eq!(again.gate(&Policy::default()), Gate::NotMeasured);
}
