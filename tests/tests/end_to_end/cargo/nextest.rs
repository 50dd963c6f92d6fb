//! nextest, which gives every test a process of its own.

use super::fixtures::cargo;
use crate::process::stage::{files_below, report_in};
use perf_runtime::report::merge;

/// Whether nextest is there; says so when it is not.
fn nextest_is_installed() -> bool {
    let installed = cargo("nextest --version").run().code == Some(0);
    if !installed {
        eprintln!(
            "skipped: cargo-nextest is not installed (`cargo install --locked cargo-nextest`)"
        );
    }
    installed
}

#[test]
fn kept_budgets_are_green_though_no_process_calls_them_all() {
    if !nextest_is_installed() {
        return;
    }
    let mut tests = cargo("nextest run -p app --features monitoring");
    let ended = tests.run();
    ended.assert_code(0);
    let files = files_below(&tests.budgets.path().join("runs"), "json");
    assert_eq!(files.len(), 6, "{files:#?}");
    let merged = merge(files.iter().map(|file| report_in(file))).unwrap();
    let run = &merged.runs[0].id;
    assert!(merged.runs.iter().all(|other| other.id == *run));
    assert_eq!(merged.tally().not_called, 1);
}

#[test]
fn only_the_test_with_the_large_input_is_red() {
    if !nextest_is_installed() {
        return;
    }
    let ended = cargo("nextest run -p app --features monitoring --no-fail-fast --test sums")
        .env("APP_SLOW_LARGE", "1")
        .run();
    ended
        .assert_code(100)
        .assert_says("`app::sum` breaks `max_ms`");
    ended.assert_says("2 tests run: 1 passed, 1 failed");
    ended.assert_says("app::sums one_large");
    ended.assert_says("= in : one_large = because");
}

#[test]
fn its_lists_stay_readable() {
    if !nextest_is_installed() {
        return;
    }
    let ended = cargo("nextest list -p app --features monitoring --message-format json").run();
    ended.assert_code(0).assert_quiet();
    let list: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(list["test-count"], 6, "{list:#}");
}
