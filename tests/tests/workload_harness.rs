//! The workload harness from outside: a test target that fails for the right budgets, with the right words.

#![cfg(all(feature = "monitoring", unix))]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A cache of its own: what other runs remember must not matter, and nobody waits for another harness.
fn cache() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn harness(cache: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_harness_fixture"))
        .args(arguments)
        .env("XDG_CACHE_HOME", cache)
        .env_remove("PERF_BUDGET")
        .output()
        .unwrap()
}

fn exact(name: &str) -> (bool, String) {
    let output = harness(cache().path(), &["--exact", name]);
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.success(), text)
}

#[track_caller]
fn is_green(name: &str) {
    let (green, text) = exact(name);
    assert!(green && text.contains("1 passed"), "{text}");
}

#[track_caller]
fn is_red(name: &str, because: &str) {
    let (green, text) = exact(name);
    assert!(!green, "{text}");
    assert!(text.contains(because), "{because:?} is not in:\n{text}");
}

#[test]
fn every_limit_is_listed_as_a_test_without_running_anything() {
    let cache = cache();
    let output = harness(cache.path(), &["--list", "--format", "terse"]);
    let listed = String::from_utf8(output.stdout).unwrap();
    for name in ["healthy::max_s", "healthy::max_allocs", "forgotten::max_ms"] {
        assert!(
            listed.contains(&format!("harness_fixture::{name}: test\n")),
            "{listed}"
        );
    }
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 0);
}

#[test]
fn healthy_budgets_are_green() {
    for key in ["max_s", "max_p95_s", "max_cpu_s", "max_allocs"] {
        is_green(&format!("harness_fixture::healthy::{key}"));
    }
}

#[test]
fn sleep_over_the_limit_is_red_after_looks_in_fresh_processes() {
    is_red(
        "harness_fixture::sleeps::max_ms",
        "4 looks in fresh processes",
    );
    is_red("harness_fixture::naps::max_ms", "is broken by");
}

#[test]
fn a_counted_excess_is_red() {
    is_red("harness_fixture::allocates::max_allocs", "the limit is 0");
}

#[test]
fn what_no_workload_reaches_is_not_measured_and_red() {
    is_red(
        "harness_fixture::forgotten::max_ms",
        "no workload reaches it",
    );
}

#[test]
fn a_workload_that_panics_is_red_with_its_message() {
    is_red(
        "harness_fixture::called_before_a_panic::max_ms",
        "panicked: on purpose",
    );
}

#[test]
fn a_workload_that_fails_before_it_reaches_anything_is_red() {
    let name = "harness_fixture::of_two_workloads::max_s";
    // Where an earlier run saw what the workload reaches, that is red; where none did, everything that it may reach is.
    let fixture = Path::new(env!("CARGO_BIN_EXE_harness_fixture"));
    let target = fixture.parent().unwrap().parent().unwrap();
    let _ = fs::remove_file(target.join("perf-budget/discovery/harness_fixture.json"));
    let output = Command::new(fixture)
        .args(["--exact", name])
        .env("XDG_CACHE_HOME", cache().path())
        .env("FIXTURE_WITHOUT_DATA", "1")
        .env_remove("PERF_BUDGET")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success(), "{text}");
    assert!(text.contains("large_input panicked: no data"), "{text}");
    is_green(name);
}

#[test]
fn what_is_collected_and_not_kept_is_a_failure() {
    let output = Command::new(env!("CARGO_BIN_EXE_harness_fixture"))
        .args(["--exact", "harness_fixture::healthy::max_allocs"])
        .env("XDG_CACHE_HOME", cache().path())
        .env("PERF_BUDGET", "collect")
        .env("PERF_BUDGET_DIR", "/dev/null")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(95), "{told}");
    assert!(told.contains("no run file is kept"), "{told}");
}

#[test]
fn a_slow_case_on_threads_of_a_pool_is_not_hidden_by_fast_ones_before_it() {
    is_red("harness_fixture::pooled::max_ms", "size=2 threads=2");
}

#[test]
fn covers_that_cannot_be_resolved_are_red_and_list_candidates() {
    let name = "harness_fixture::misnamed::covers";
    is_red(name, "covers(twin) is ambiguous");
    is_red(
        name,
        "harness_fixture::twins::a::twin, harness_fixture::twins::b::twin",
    );
    is_red(name, "covers(nowhere) names no annotated function");
    // What can be resolved is judged all the same.
    is_green("harness_fixture::twins::b::twin::max_s");
}

#[test]
fn a_machine_is_remembered_and_a_corrupt_memory_is_noted() {
    let cache = cache();
    let told = || {
        let output = Command::new(env!("CARGO_BIN_EXE_harness_fixture"))
            .args(["--exact", "harness_fixture::sleeps::max_ms"])
            .env("XDG_CACHE_HOME", cache.path())
            // A program that a test starts is silent unless it is told to report.
            .env("PERF_BUDGET", "enforce")
            .output()
            .unwrap();
        let report = String::from_utf8(output.stderr).unwrap();
        report.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let first = told();
    assert!(
        first.contains("usual on this machine is not remembered yet"),
        "{first}"
    );
    let machines = cache.path().join("perf-runtime/machines");
    let file = fs::read_dir(machines)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let second = told();
    assert!(
        second.contains("what is usual on this machine, "),
        "{second}"
    );
    fs::write(&file, "garbage").unwrap();
    let third = told();
    assert!(third.contains("is ignored"), "{third}");
}

#[test]
fn off_judges_nothing_and_report_never_fails() {
    let run = |mode: &str, name: &str| {
        Command::new(env!("CARGO_BIN_EXE_harness_fixture"))
            .args(["--exact", name])
            .env("XDG_CACHE_HOME", cache().path())
            .env("PERF_BUDGET", mode)
            .output()
            .unwrap()
    };
    let off = run("off", "harness_fixture::forgotten::max_ms");
    assert!(off.status.success());
    assert!(String::from_utf8_lossy(&off.stdout).contains("1 ignored"));
    let report = run("report", "harness_fixture::allocates::max_allocs");
    assert!(report.status.success());
    assert!(String::from_utf8_lossy(&report.stderr).contains("the limit is 0"));
}

fn with_settings(settings: &str, name: &str) -> (Option<i32>, String) {
    let (cache, package) = (cache(), tempfile::tempdir().unwrap());
    fs::write(package.path().join("perf-budget.toml"), settings).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_harness_fixture"))
        .args(["--exact", name])
        .env("XDG_CACHE_HOME", cache.path())
        .env("CARGO_MANIFEST_DIR", package.path())
        // A program below a test is silent unless it is told to report.
        .env("PERF_BUDGET", "enforce")
        .env("PERF_BUDGET_DIR", cache.path())
        .output()
        .unwrap();
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.code(), text)
}

#[test]
fn limits_of_a_machine_class_are_measured_against_and_a_bad_one_stops_everything() {
    let name = "harness_fixture::sleeps::max_ms";
    let class = "[[machine]]\nname = \"ci\"\nhost = \"*\"\n";
    let (code, text) = with_settings(&format!("{class}scale = 1000\n"), name);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("machine class `ci`"), "{text}");
    assert!(text.contains("limits on time × 1000"), "{text}");
    let (code, text) = with_settings(&format!("{class}scale = 0.5\n"), name);
    assert_eq!(code, Some(101), "{text}");
    assert!(text.contains("500 µs, is broken by"), "{text}");
    let (code, text) = with_settings(&format!("{class}scale = 0\n"), name);
    assert_eq!(code, Some(94), "{text}");
    assert!(
        text.contains("perf-budget.toml:4:9: `scale` is 0"),
        "{text}"
    );
    assert!(!text.contains("running"), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
}
