//! `PERF_BUDGET` and its companions: what is asked for is done, what cannot be done is said before anything else happens.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use perf_runtime::budget::{Gate, Policy};
use perf_runtime::process::exit_code::{BAD_CONFIG, OVER};
use perf_runtime::report::merge;

use super::stage::{Stage, files_below};
use crate::child::run;

#[test]
fn off_is_silent_and_leaves_nothing_behind() {
    let stage = Stage::new();
    let ended = run(stage.test("slow").env("PERF_BUDGET", "off"));
    ended.assert_code(0);
    assert_eq!(ended.stderr, "");
    assert!(!stage.runs().exists());
}

#[test]
fn report_prints_and_keeps_and_lets_the_test_pass() {
    let stage = Stage::new();
    let ended = run(stage.test("slow").env("PERF_BUDGET", "report"));
    ended.assert_code(0).assert_says("breaks `max_ms`");
    assert_eq!(stage.run_files().len(), 1);
}

#[test]
fn collect_keeps_what_was_recorded_and_leaves_judging_to_its_reader() {
    let stage = Stage::new();
    for mut command in [stage.test("slow"), stage.program("slow")] {
        let ended = run(command.env("PERF_BUDGET", "collect"));
        ended.assert_code(0);
        assert_eq!(ended.stderr, "");
    }
    let reports = stage.reports();
    assert!(reports.iter().all(|report| report.verdicts.is_empty()));
    let merged = merge(reports).unwrap();
    assert_eq!(merged.runs.len(), 2);
    assert_eq!(merged.gate(&Policy::default()), Gate::Over);
}

#[test]
fn enforce_makes_any_program_fail() {
    let stage = Stage::new();
    let ended = run(stage.program("slow").env("PERF_BUDGET", "enforce"));
    ended
        .assert_code(OVER.into())
        .assert_says("breaks `max_ms`");
}

#[test]
fn an_empty_wish_is_no_wish() {
    let ended = run(Stage::new().test("slow").env("PERF_BUDGET", ""));
    ended.assert_code(OVER.into());
}

#[test]
fn a_word_that_means_nothing_is_refused_before_main() {
    let stage = Stage::new();
    let ended = run(stage.test("panic").env("PERF_BUDGET", "banana"));
    ended.assert_code(BAD_CONFIG.into());
    assert_eq!(
        ended.stderr,
        "perf-budget: the environment variable PERF_BUDGET is \"banana\", which is none of `enforce`, `report`, `collect`, `off`; \
         set it to one of these, or unset it to enforce budgets in tests only\n"
    );
    assert!(!stage.runs().exists());
}

#[test]
fn values_that_are_not_utf8_are_refused_or_taken_as_they_are() {
    let broken = || OsString::from_vec(b"a\xff".to_vec());
    for variable in ["PERF_BUDGET", "PERF_BUDGET_RUN"] {
        let ended = run(Stage::new().test("quick").env(variable, broken()));
        ended.assert_code(BAD_CONFIG.into()).assert_says(variable);
        ended.assert_says("\"a\\xFF\"");
    }
    let stage = Stage::new();
    let folder = stage.home().join(broken());
    let ended = run(stage.test("quick").env("PERF_BUDGET_DIR", &folder));
    ended.assert_code(0);
    assert_eq!(files_below(&folder.join("runs"), "json").len(), 1);
}

#[test]
fn a_run_that_could_leave_its_folder_is_refused() {
    for name in ["", "..", "../up", "a/b", "/etc", "-x", ".hidden", "a b"] {
        let stage = Stage::new();
        let ended = run(stage.test("quick").env("PERF_BUDGET_RUN", name));
        ended
            .assert_code(BAD_CONFIG.into())
            .assert_says("PERF_BUDGET_RUN");
        assert!(!stage.runs().exists(), "{name:?}");
    }
}

#[test]
fn a_folder_without_a_name_is_refused() {
    let ended = run(Stage::new().test("quick").env("PERF_BUDGET_DIR", ""));
    ended
        .assert_code(BAD_CONFIG.into())
        .assert_says("PERF_BUDGET_DIR is \"\"");
}
