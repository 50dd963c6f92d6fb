//! `merge`: what becomes of good and of bad run files, in every format.

mod common;

use std::fs;

use common::{healthy, keep, mixed, outcome, perf_budget};
use perf_runtime::report::Report;

/// Positions in a run file move with every field that the runtime adds; that there is one is what counts.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for part in text.split_inclusive("at line ") {
        let rest = part
            .split_once("(byte ")
            .and_then(|(_, rest)| rest.split_once(')'));
        match rest {
            Some((_, rest)) if !out.is_empty() => {
                out.push_str("<position>");
                out.push_str(rest);
            }
            _ => out.push_str(part),
        }
    }
    out
}

#[test]
fn the_result_is_a_run_file_again() {
    let home = tempfile::tempdir().unwrap();
    keep(home.path(), "r", &[mixed(1), mixed(2)]);
    let (status, out, err) = outcome(&mut perf_budget(home.path(), &["merge", "runs"]));
    assert_eq!(status, 0, "{err}");
    let merged = Report::from_json(&out).unwrap();
    assert_eq!(merged.runs.len(), 2);
    assert_eq!(merged.sites.len(), 6);
    let slow = merged
        .sites
        .iter()
        .find(|site| site.path.ends_with("slow"))
        .unwrap();
    assert_eq!(slow.contexts[0].calls, 400);
    let (status, out, _) = outcome(&mut perf_budget(
        home.path(),
        &["-q", "merge", "runs", "-o", "all.json"],
    ));
    assert_eq!((status, &*out), (0, ""));
    assert_eq!(
        Report::from_json(fs::read(home.path().join("all.json")).unwrap()).unwrap(),
        merged
    );
}

#[test]
fn every_format_tells_the_same() {
    let home = tempfile::tempdir().unwrap();
    keep(home.path(), "r", &[mixed(1)]);
    for format in ["terminal", "markdown", "junit", "sarif", "github"] {
        let arguments = ["-q", "merge", "runs", "--format", format];
        let (status, out, err) = outcome(&mut perf_budget(home.path(), &arguments));
        assert_eq!((status, &*err), (0, ""), "{format}");
        insta::assert_snapshot!(format, out);
    }
}

#[test]
fn a_file_that_is_no_run_file_is_named_and_the_rest_is_merged() {
    let home = tempfile::tempdir().unwrap();
    keep(home.path(), "r", &[healthy(1)]);
    let good = healthy(2).to_json().unwrap();
    let (begun, _) = good.split_once("\"resolution_ns\":").unwrap();
    let bad = [
        ("cut", begun.to_owned()),
        ("empty", String::new()),
        ("future", good.replacen("\"schema\":1", "\"schema\":99", 1)),
        ("huge", good.replacen(":0.0", ":1e999", 1)),
        (
            "nan",
            good.replacen("\"duration_ms\":12.5", "\"duration_ms\":NaN", 1),
        ),
        (
            "negative",
            good.replacen("\"calls\":50", "\"calls\":-50", 1),
        ),
    ];
    for (name, text) in &bad {
        fs::write(
            home.path().join("runs/r").join(format!("{name}.json")),
            text,
        )
        .unwrap();
    }
    let (status, out, err) = outcome(&mut perf_budget(home.path(), &["merge", "runs"]));
    assert_eq!(status, 95, "{err}");
    assert_eq!(Report::from_json(&out).unwrap().runs.len(), 1);
    insta::assert_snapshot!(plain(&err));
}

#[test]
fn nothing_to_merge_is_an_error_with_a_remedy() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("runs")).unwrap();
    let (status, out, err) = outcome(&mut perf_budget(home.path(), &["merge", "runs"]));
    assert_eq!((status, &*out), (95, ""));
    insta::assert_snapshot!(err);
    fs::write(home.path().join("runs/x.json"), "{").unwrap();
    let (status, _, err) = outcome(&mut perf_budget(home.path(), &["merge", "runs"]));
    assert_eq!(status, 95);
    assert!(err.contains("x.json") && err.contains("help:"), "{err}");
    let (status, _, err) = outcome(&mut perf_budget(home.path(), &["merge", "nowhere"]));
    assert_eq!(status, 95);
    assert!(err.contains("nowhere"), "{err}");
}
