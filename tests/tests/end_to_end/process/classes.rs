//! `[[machine]]` in `perf-budget.toml`: the limits of this machine hold, are said to, and mistakes are refused.

use std::fs;

use perf_runtime::process::exit_code::{BAD_CONFIG, OVER};

use super::stage::Stage;
use crate::child::run;

/// The function that sleeps 30 times as long as it may.
const SLOW: &str = "fixture_process::work::slow";

fn stage(settings: &str) -> Stage {
    let stage = Stage::new();
    fs::write(stage.home().join("perf-budget.toml"), settings).unwrap();
    stage
}

fn any_machine(rest: &str) -> Stage {
    stage(&format!("[[machine]]\nname = \"ci\"\nhost = \"*\"\n{rest}"))
}

#[test]
fn a_scale_loosens_limits_on_time_and_the_report_says_so() {
    let stage = any_machine("scale = 1000\n");
    let ended = run(&mut stage.test("slow"));
    ended.assert_code(0);
    ended.assert_says("note: machine class `ci` (");
    ended.assert_says("perf-budget.toml:2) is in force: limits on time × 1000; this machine is ");
    let report = stage.report();
    let mut sites = report.sites.iter();
    let site = sites.find(|site| site.path == SLOW).unwrap();
    let changed = site.limits[0].changed.as_ref().unwrap();
    assert_eq!((site.limits[0].value, changed.declared), (1e9, 1e6));
    assert_eq!(changed.class, "ci");
}

#[test]
fn a_limit_of_its_own_holds_in_any_unit() {
    let limit = format!("[[machine.limit]]\nfunction = \"{SLOW}\"\n");
    let ended = run(&mut any_machine(&format!("{limit}max_s = 2\n")).test("slow"));
    ended.assert_code(0);
    let ended = run(&mut any_machine(&format!("{limit}max_us = 1500\n")).test("slow"));
    ended.assert_code(OVER.into());
    ended.assert_says("= limit   : 1.50 ms (max_ms)");
    ended.assert_says("the limit is 1.50 ms instead of the declared 1.00 ms: machine class `ci`");
}

#[test]
fn the_declared_limit_holds_where_no_class_fits() {
    let settings = "[[machine]]\nname = \"ci\"\nhost = \"no such host\"\nscale = 1000\n";
    let ended = run(&mut stage(settings).test("slow"));
    ended.assert_code(OVER.into());
    ended.assert_says("= limit   : 1.00 ms (max_ms)");
    assert!(!ended.stderr.contains("machine class"), "{ended:#?}");
}

#[test]
fn the_nearest_file_from_the_package_upwards_is_meant() {
    let stage = any_machine("scale = 1000\n");
    let package = stage.home().join("crates/inner");
    fs::create_dir_all(&package).unwrap();
    let told = |stage: &Stage| run(stage.test("slow").env("CARGO_MANIFEST_DIR", &package));
    told(&stage).assert_code(0);
    fs::write(package.join("perf-budget.toml"), "").unwrap();
    told(&stage).assert_code(OVER.into());
}

#[test]
fn a_file_that_cannot_be_obeyed_is_refused_once_with_place_and_remedy() {
    for (words, settings, message) in [
        (
            "quick",
            "[[machine]]\nname = \"ci\"\nhost = \"*\"\nscal = 2\n",
            "perf-budget.toml:4:1: unknown key `scal`; did you mean `scale`?",
        ),
        (
            "slow",
            "[[machine]]\nname = \"ci\"\nhost = \"*\"\n[[machine.limit]]\nfunction = \
             \"fixture_process::work::slow\"\nmax_allocs = 1\n",
            "perf-budget.toml:6:1: `max_allocs` replaces no limit: `fixture_process::work::slow` declares only `max_ms`",
        ),
    ] {
        let stage = stage(settings);
        let ended = run(&mut stage.test(words));
        ended.assert_code(BAD_CONFIG.into()).assert_says(message);
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:#?}");
        assert!(stage.run_files().is_empty());
        // Without a run file, whoever reads them has only the status to know of this process.
        let ended = run(stage.test(words).env("PERF_BUDGET", "collect"));
        ended.assert_code(BAD_CONFIG.into()).assert_says(message);
        assert!(stage.run_files().is_empty());
        let ended = run(stage.test(words).env("PERF_BUDGET", "report"));
        ended.assert_code(0).assert_says(message);
        let ended = run(stage.test(words).env("PERF_BUDGET", "off"));
        ended.assert_code(0).assert_quiet();
        // A failure of the program's own is kept.
        let ended = run(&mut stage.test(&format!("{words} return=1")));
        ended.assert_code(1);
    }
}
