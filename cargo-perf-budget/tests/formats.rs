//! Answers for other programs, validated against the published schemas of their formats.

mod common;
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
    let schema = serde_json::from_str(SARIF).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for reports in [vec![mixed(1)], vec![healthy(1)], vec![mixed(1), mixed(2)]] {
        let log = serde_json::from_str(&answer(&reports, "sarif")).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0]);
    }
    let mut broken: serde_json::Value =
        serde_json::from_str(&answer(&[mixed(1)], "sarif")).unwrap();
    broken["runs"][0]["results"][0]["level"] = "loud".into();
    assert!(
        !validator.is_valid(&broken),
        "the validator looks at levels"
    );
}

#[test]
fn junit_is_what_its_schema_says() {
    let schema = xsd::Schema::read(JUNIT);
    for reports in [vec![mixed(1)], vec![healthy(1)], vec![mixed(1), mixed(2)]] {
        assert_eq!(schema.problems(&answer(&reports, "junit")), [""; 0]);
    }
    let broken = answer(&[mixed(1)], "junit");
    for (from, to) in [
        ("<testcase name=", "<testcase called="),
        ("<failure ", "<failed "),
        ("<skipped>", "<skipped why=\"x\">"),
    ] {
        let changed = broken
            .replacen(from, to, 1)
            .replacen("</failure>", "</failed>", 1);
        let changed = if from == "<failure " {
            changed
        } else {
            broken.replacen(from, to, 1)
        };
        assert_ne!(schema.problems(&changed), [""; 0], "{from}");
    }
}
