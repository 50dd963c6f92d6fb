//! Answers for other programs, validated against the published schemas of their formats.

mod common;
mod json_schema;
mod xsd;

use common::{healthy, keep, mixed, outcome, perf_budget, workspace};
use perf_runtime::report::Report;

const SARIF: &str = include_str!("schemas/sarif-2.1.0.json");
const JUNIT: &str = include_str!("schemas/junit-4.xsd");

/// The answer of a check of these reports.
fn answer(reports: &[Report], format: &str) -> String {
    let home = workspace("");
    keep(home.path(), "r", reports);
    let arguments = ["check", "--from", "runs", "--format", format];
    outcome(&mut perf_budget(home.path(), &arguments)).1
}

#[test]
fn sarif_is_what_its_schema_says() {
    let schema = json_schema::Schema::read(SARIF);
    for reports in [vec![mixed(1)], vec![healthy(1)], vec![mixed(1), mixed(2)]] {
        let log = serde_json::from_str(&answer(&reports, "sarif")).unwrap();
        assert_eq!(schema.problems(&log), [""; 0]);
    }
    let good: serde_json::Value = serde_json::from_str(&answer(&[mixed(1)], "sarif")).unwrap();
    let breakers: [fn(&mut serde_json::Value); 4] = [
        |log| log["runs"][0]["results"][0]["level"] = "loud".into(),
        |log| log["runs"][0]["results"][0]["message"] = "text".into(),
        |log| log["runs"][0]["colour"] = 3.into(),
        |log| drop(log["runs"][0].as_object_mut().unwrap().remove("tool")),
    ];
    for (i, spoil) in breakers.iter().enumerate() {
        let mut spoiled = good.clone();
        spoil(&mut spoiled);
        assert_ne!(schema.problems(&spoiled), [""; 0], "breaker {i}");
    }
}

#[test]
fn junit_is_what_its_schema_says() {
    let schema = xsd::Schema::read(JUNIT);
    for reports in [vec![mixed(1)], vec![healthy(1)], vec![mixed(1), mixed(2)]] {
        assert_eq!(schema.problems(&answer(&reports, "junit")), [""; 0]);
    }
    let good = answer(&[mixed(1)], "junit");
    for (from, to) in [
        ("<testcase name=", "<testcase called="),
        ("<failure ", "<system-out/><failure "),
        ("<skipped>", "<skipped why=\"x\">"),
        ("</testsuites>", ""),
    ] {
        let spoiled = good.replacen(from, to, 1);
        assert_ne!(spoiled, good);
        assert_ne!(schema.problems(&spoiled), [""; 0], "{from}");
    }
}
