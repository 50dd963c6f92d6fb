//! Help, versions and mistakes on the command line.

mod common;

use std::path::Path;

use common::{outcome, perf_budget};

#[test]
fn the_help_teaches() {
    let (status, out, _) = outcome(&mut perf_budget(Path::new("."), &["--help"]));
    assert_eq!(status, 0);
    insta::assert_snapshot!(out);
}

#[test]
fn a_mistake_has_the_usual_status_and_names_what_is_near() {
    let (status, out, err) = outcome(&mut perf_budget(Path::new("."), &["marge"]));
    assert_eq!((status, &*out), (2, ""));
    assert!(err.contains("merge"), "{err}");
}

#[test]
fn the_doctor_answers_for_persons_and_programs() {
    let (status, out, err) = outcome(&mut perf_budget(Path::new("."), &["doctor"]));
    assert_eq!((status, &*err), (0, ""));
    for probe in [
        "clock",
        "CPU time",
        "run-queue wait",
        "instruction counter",
        "noise now",
        "cargo",
    ] {
        assert!(out.contains(probe), "{probe} is missing in {out}");
    }
    let (_, out, _) = outcome(&mut perf_budget(
        Path::new("."),
        &["doctor", "--format", "json"],
    ));
    let findings: serde_json::Value = serde_json::from_str(&out).unwrap();
    let findings = findings.as_array().unwrap();
    assert!(findings.iter().all(|finding| {
        let missing = finding["state"] != "works";
        missing == finding["remedy"].is_string()
    }));
}
