//! All test executables of one `cargo test` share a run; without a wish, below the target folder.

use std::collections::BTreeSet;

use perf_runtime::budget::{Gate, Policy};
use perf_runtime::report::merge;

use super::fixtures::{cargo, target};
use crate::process::stage::{files_below, report_in};

#[test]
fn one_cargo_test_is_one_run() {
    let mut tests = cargo("test --workspace --features monitoring");
    tests.run().assert_code(0);
    let files = files_below(&tests.budgets.path().join("runs"), "json");
    let reports: Vec<_> = files.iter().map(|file| report_in(file)).collect();
    let runs: BTreeSet<String> = reports
        .iter()
        .flat_map(|report| report.runs.iter().map(|run| run.id.clone()))
        .collect();
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert!(runs.iter().all(|run| run.starts_with("cargo-")), "{runs:?}");
    // Five test executables of one crate, three of the others, and the documentation examples.
    assert!(reports.len() >= 9, "{files:#?}");
    let merged = merge(reports).unwrap();
    assert_eq!(merged.gate(&Policy::default()), Gate::Pass);
    let names: Vec<&str> = merged.sites.iter().map(|site| site.path.as_str()).collect();
    assert_eq!(
        names,
        [
            "app::copy",
            "app::sum",
            "app::unused",
            "app::words",
            "examples_2021::twice"
        ]
    );
}

#[test]
fn without_a_wish_they_lie_below_the_target_folder() {
    let name = format!("default-place-{}", std::process::id());
    let mut tests = cargo("test -p app --features monitoring --test sums")
        .without_own_folder()
        .env("PERF_BUDGET_RUN", &name);
    tests.run().assert_code(0);
    let run = target().join("perf-budget/runs").join(name);
    assert_eq!(std::fs::read_dir(run).unwrap().count(), 1);
}
