//! Limits on growth and instructions from outside: judged by workloads, named where only a test calls the function.

#![cfg(all(feature = "monitoring", unix))]

use std::path::Path;
use std::process::Command;

use perf_runtime::perf_budget;
use perf_runtime::probe::counters::Counters;
use perf_runtime::record;
use perf_runtime::report::{Environment, Report, Run};
use perf_runtime::sink::terminal::{TerminalStyle, render};

/// However a busy machine blurs the slope, a square is powers above a logarithm.
const TOO_STEEP: &str = "the limit is log n (slope ";

fn harness(name: &str) -> (bool, String) {
    let exact = format!("growth_fixture::{name}");
    // A program below a test is silent unless it is told to report.
    let (green, text) = fixture(&["--exact", &exact], &[("PERF_BUDGET", "enforce")]);
    assert!(text.contains("running 1 test"), "{text}");
    (green, text)
}

/// Whether the fixture was green, and what it printed.
fn fixture(arguments: &[&str], environment: &[(&str, &str)]) -> (bool, String) {
    let cache = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_growth_fixture"))
        .args(arguments)
        .env("XDG_CACHE_HOME", cache.path())
        .env("PERF_BUDGET_DIR", cache.path())
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.success(), text)
}

#[track_caller]
fn is_green(name: &str) -> String {
    let (green, text) = harness(name);
    assert!(green, "{text}");
    text
}

#[track_caller]
fn is_red(name: &str, because: &str) {
    let (green, text) = harness(name);
    assert!(!green, "{text}");
    assert!(text.contains(because), "{because:?} is not in:\n{text}");
}

#[test]
fn growth_as_declared_is_green() {
    is_green("pairs::max_growth");
    is_green("doubled::max_growth");
    is_green("merge_sort::max_growth");
}

#[test]
fn a_function_too_short_for_plain_readings_is_judged_by_exact_ones() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().to_str().unwrap();
    let (green, text) = fixture(
        &["--exact", "growth_fixture::halvings::max_growth"],
        &[("PERF_BUDGET_DIR", runs), ("PERF_BUDGET", "enforce")],
    );
    assert!(green, "{text}");
    let report = only_report(&folder.path().join("runs"));
    let short = (report.verdicts.iter()).find(|verdict| verdict.site.ends_with("halvings"));
    let clock = &short.unwrap().evidence.clock;
    let expected = if Counters::open().is_ok() {
        "user instructions"
    } else if report.environments[0].clock.name == "tsc" {
        "exact readings of single calls"
    } else {
        "smallest CPU time of a call"
    };
    assert!(clock.starts_with(expected), "{clock}");
}

/// The report of the one process that wrote to this folder.
fn only_report(runs: &Path) -> Report {
    let files = |folder: &Path| {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .collect::<Vec<_>>()
    };
    let run = files(runs).into_iter().find(|path| path.is_dir()).unwrap();
    let reports = files(&run);
    assert_eq!(reports.len(), 1, "{reports:?}");
    serde_json::from_slice(&std::fs::read(&reports[0]).unwrap()).unwrap()
}

#[test]
fn a_power_too_steep_is_red_and_shows_its_table() {
    is_red("hidden_pairs::max_growth", TOO_STEEP);
    is_red("hidden_pairs::max_growth", "size 1024: ");
    is_red("pairs_later::max_growth", TOO_STEEP);
    is_red("pairs_boxed::max_growth", TOO_STEEP);
    is_red("Values::compare::max_growth", TOO_STEEP);
    is_red("sizes_in_blocks::max_growth", TOO_STEEP);
}

#[test]
fn what_workloads_cannot_show_is_said() {
    is_red(
        "no_sizes::max_growth",
        "runs one size only: give the workload `sizes = [",
    );
    is_red("mixed_sizes::max_growth", "with sizes from 10 to 100");
    is_red("forgotten::max_growth", "no workload reaches it");
    let text = is_green("two_sizes::max_growth");
    assert!(text.contains("1 undecided"), "{text}");
}

#[test]
fn instructions_are_judged_where_they_are_counted_and_fail_closed_elsewhere() {
    if Counters::open().is_ok() {
        is_green("few_instructions::max_instructions");
        is_red("many_instructions::max_instructions", "the limit is 100");
    } else {
        for name in ["few_instructions", "many_instructions"] {
            let name = format!("{name}::max_instructions");
            is_red(&name, "instructions are not counted here: ");
        }
    }
}

#[perf_budget(max_growth = "n", size = values.len(), max_instructions = 10)]
fn only_called_here(values: &[u64]) -> u64 {
    values.iter().sum()
}

#[test]
fn an_ordinary_test_leaves_them_to_workloads_and_says_so() {
    assert_eq!(only_called_here(&[1, 2]), 3);
    let snapshot = record::snapshot();
    let environment = Environment::current(&snapshot.clock);
    let report = Report::new(Run::default(), environment, &snapshot);
    assert_eq!(report.tally().for_workloads, 2, "{:?}", report.verdicts);
    assert_eq!(report.tally().not_measured, 0);
    let style = TerminalStyle {
        width: 200,
        color: false,
        verbose: false,
    };
    let text = render(&report, &style);
    for name in ["max_growth", "max_instructions"] {
        let named = format!("`{name}` of `growth::only_called_here`");
        assert!(text.contains(&named), "{text}");
    }
    assert!(text.contains("2 for workloads"), "{text}");
}

/// What the harness prints of how workloads scale.
fn scaling(filter: &str) -> (bool, String) {
    fixture(&["--scaling", filter], &[])
}

#[test]
fn scaling_is_a_table_and_a_plot_by_size_and_threads() {
    let (green, text) = scaling("fixture::doubling");
    assert!(green, "{text}");
    assert!(
        text.starts_with("scaling of growth_fixture::doubling on "),
        "{text}"
    );
    let rows = text.lines().filter(|line| line.contains(" 1  ")).count();
    assert_eq!(rows, 5, "one for each size:\n{text}");
    assert!(text.contains("time grows as size^("), "{text}");

    let (green, text) = scaling("fixture::crowd");
    assert!(green, "{text}");
    let efficient = |line: &&str| line.contains(" 2  ") && line.ends_with("] %");
    assert_eq!(text.lines().filter(efficient).count(), 1, "{text}");
    assert!(
        text.contains("no exponent on 2 threads: growth needs 4 distinct sizes"),
        "{text}"
    );

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plots");
    let path = path.to_str().unwrap();
    let (green, text) = fixture(&["--scaling", "fixture::doubling", "--plot", path], &[]);
    assert!(green, "{text}");
    assert!(text.contains("time against size, both axes"), "{text}");
    let drawn = format!("{path}/growth_fixture--doubling.svg");
    let svg = std::fs::read_to_string(&drawn).unwrap();
    assert!(svg.contains("how growth_fixture::doubling scales"), "{svg}");
    let (green, text) = fixture(&["--scaling", "--plot"], &[]);
    assert!(
        !green && text.contains("usage: --scaling [FILTER] [--plot DIR]"),
        "{text}"
    );

    let (green, text) = scaling("no such workload");
    assert!(!green);
    assert!(
        text.contains("no workload with several `sizes` or `threads`"),
        "{text}"
    );
}
