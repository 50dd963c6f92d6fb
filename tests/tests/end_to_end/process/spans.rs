//! `[[span]]` in `perf-budget.toml`: spans of code that nobody annotated are judged like functions.

use std::fs;

use perf_runtime::budget::Outcome;
use perf_runtime::process::exit_code::{BAD_CONFIG, OVER};
use perf_runtime::report::Report;
use perf_runtime::site::Kind;

use super::stage::Stage;
use crate::child::run;

const REQUEST: &str = "[[span]]\ntarget = \"dependency\"\nname = \"request\"\n";

fn stage(settings: &str) -> Stage {
    let stage = Stage::new();
    fs::write(stage.home().join("perf-budget.toml"), settings).unwrap();
    stage
}

fn outcome(report: &Report, site: &str, key: &str) -> Outcome {
    let mut verdicts = report.verdicts.iter();
    let verdict = verdicts.find(|verdict| verdict.site == site && verdict.key == key);
    verdict.unwrap_or_else(|| panic!("{report:#?}")).outcome
}

#[test]
fn spans_are_judged_by_target_and_name() {
    let stage = stage(&format!("{REQUEST}max_ms = 1.0\nmax_busy_us = 1000\n"));
    let ended = run(&mut stage.test("spans"));
    ended.assert_code(OVER.into());
    ended.assert_says("`dependency::request` breaks `max_ms`");
    ended.assert_says("--> perf-budget.toml:1");
    let report = stage.report();
    let mut sites = report.sites.iter();
    let site = sites
        .find(|site| site.path == "dependency::request")
        .unwrap();
    assert_eq!(site.kind, Kind::Span);
    let [context] = site.contexts.as_slice() else {
        panic!("{site:#?}");
    };
    assert_eq!(
        context.calls, 3,
        "spans of other names and targets do not count"
    );
    let busy = context.busy.as_ref().unwrap();
    assert!(
        busy.sum < context.wall.sum / 3.0,
        "the wait between two entries is elapsed, not busy: {context:#?}"
    );
    let [entries] = report
        .tree
        .nodes
        .iter()
        .filter(|node| report.tree.sites[node.site].path == "dependency::request")
        .collect::<Vec<_>>()[..]
    else {
        panic!("{:#?}", report.tree);
    };
    assert_eq!(entries.calls, 6, "in a workflow, each entry has its place");
}

#[test]
fn a_budget_whose_span_never_occurs_is_not_measured() {
    let missing = "[[span]]\ntarget = \"dependency\"\nname = \"missing\"\nmax_ms = 1\n";
    let stage = stage(&format!("{missing}{REQUEST}max_s = 1\n"));
    run(&mut stage.test("spans")).assert_code(0);
    let report = stage.report();
    let missing = report
        .verdicts
        .iter()
        .find(|verdict| verdict.site == "dependency::missing")
        .unwrap();
    assert!(!missing.called);
    assert_eq!(missing.outcome, Outcome::NotMeasured);
    assert_eq!(
        outcome(&report, "dependency::request", "max_s"),
        Outcome::Within
    );
}

#[test]
fn without_a_layer_the_budgets_are_not_called() {
    let stage = stage(&format!("{REQUEST}max_s = 1\n"));
    run(&mut stage.test("quick")).assert_code(0);
    let report = stage.report();
    assert_eq!(
        outcome(&report, "dependency::request", "max_s"),
        Outcome::NotMeasured
    );
}

#[test]
fn a_file_that_cannot_be_obeyed_is_refused() {
    let stage = stage(&format!("{REQUEST}max_mss = 1\n"));
    let message = "perf-budget.toml:4:1: unknown key `max_mss`; did you mean `max_ms`?";
    run(&mut stage.test("spans"))
        .assert_code(BAD_CONFIG.into())
        .assert_says(message);
    let ended = run(stage.test("spans").env("PERF_BUDGET", "off"));
    ended.assert_code(0).assert_quiet();
}
