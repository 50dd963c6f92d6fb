//! The report of the program names the step that costs most, and another one when that is slow.

#![cfg(feature = "monitoring")]

use std::path::{Path, PathBuf};
use std::process::Command;

use perf_runtime::report::{self, Bottleneck, BottleneckKind, Report};

/// The run's CPU bottlenecks of one workflow, the worst first, and what the program found.
fn bottlenecks(arguments: &[&str], workflow: &str) -> (Vec<Bottleneck>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_xpcs"))
        .args(arguments)
        .env("PERF_BUDGET", "collect")
        .env("PERF_BUDGET_DIR", folder.path())
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{output:?}");
    let runs = files(&folder.path().join("runs"));
    let [run] = &runs[..] else {
        panic!("one process leaves one file: {runs:?}")
    };
    let text = std::fs::read_to_string(run).expect("a run file");
    // Where the time went follows from what a run file holds, and is made when reports merge.
    let report = report::merge([Report::from_json(text).expect("a report")]).expect("one format");
    let mut workflows = report.workflows.into_iter();
    let found = workflows
        .find(|found| found.path == workflow)
        .expect("the workflow ran");
    let cpu = found.bottlenecks.into_iter();
    let cpu = cpu.filter(|found| found.kind == BottleneckKind::Cpu);
    (
        cpu.collect(),
        String::from_utf8(output.stdout).expect("UTF-8"),
    )
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
    found
}

/// Whether a bottleneck is the own time of a function.
fn is(found: &Bottleneck, function: &str) -> bool {
    let last = found.path.last().map_or("", String::as_str);
    last.rsplit("::").next() == Some(function)
}

fn moves_to(step: &str, analysis: &str, workflow: &str) {
    let (before, results) = bottlenecks(&["--only", analysis], workflow);
    assert!(!is(&before[0], step), "{before:#?}");
    let arguments = ["--only", analysis, "--slow", step];
    let (after, same_results) = bottlenecks(&arguments, workflow);
    assert!(is(&after[0], step), "{after:#?}");
    let share = |found: &[Bottleneck]| {
        let shares = found.iter().filter(|found| is(found, step));
        shares.map(|found| found.share).sum::<f64>()
    };
    assert!(
        share(&after) > share(&before),
        "{before:#?}, then {after:#?}"
    );
    assert_eq!(same_results, results, "slow, and otherwise the same");
}

#[test]
fn a_slow_diffusion_term_becomes_the_bottleneck_of_the_fit() {
    moves_to("fill_diffusion", "two-time", "laminar_flow_analysis");
}

#[test]
fn a_slow_multi_tau_becomes_the_bottleneck_of_the_frames() {
    moves_to("multi_tau", "frames", "frames_analysis");
}
