//! Run files: one a process, whole, in the folder of their run, readable by others, and merged to one report.

use std::fs;

use perf_runtime::process::exit_code::{IO, OVER};
use perf_runtime::report::{Report, merge};

use super::stage::{Stage, calls, files_below};
use crate::child::run;

#[test]
fn processes_of_one_run_merge_to_one_report() {
    let stage = Stage::new();
    for words in ["quick", "quick", "slow"] {
        run(stage.test(words).env("PERF_BUDGET_RUN", "mine"));
    }
    let files = stage.run_files();
    assert_eq!(files.len(), 3);
    for file in &files {
        assert_eq!(file.parent(), Some(stage.runs().join("mine").as_path()));
    }
    let reports = stage.reports();
    let merged = merge(reports.iter().cloned()).unwrap();
    assert_eq!(merged.runs.len(), 3);
    assert!(merged.runs.iter().all(|run| run.id == "mine"));
    assert_eq!(calls(&merged, "quick"), 200);
    assert_eq!(calls(&merged, "slow"), 3);
    assert_eq!(
        Report::from_json(merged.to_json().unwrap()).unwrap(),
        merged
    );
    assert_eq!(merge(reports.into_iter().rev()).unwrap(), merged);
}

#[test]
fn any_reader_of_json_reads_them() {
    let stage = Stage::new();
    run(&mut stage.test("slow"));
    let [file] = stage.run_files().try_into().unwrap();
    let value: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(value["schema"], 1);
    assert_eq!(value["alerts"][0]["site"], "fixture_process::work::slow");
    assert_eq!(
        serde_json::from_value::<Report>(value).unwrap(),
        stage.report()
    );
}

#[test]
fn the_folder_asked_for_takes_them() {
    let stage = Stage::new();
    let folder = stage.home().join("else/where");
    let mut test = stage.test("quick");
    test.env("PERF_BUDGET_DIR", &folder)
        .env("PERF_BUDGET_RUN", "r1");
    run(&mut test).assert_code(0);
    assert_eq!(files_below(&folder.join("runs"), "json").len(), 1);
    assert!(folder.join("runs/r1").is_dir());
    assert!(!stage.runs().exists());
}

#[test]
fn the_newest_twenty_runs_stay() {
    let stage = Stage::new();
    for number in 0..24 {
        run(stage
            .test("nothing")
            .env("PERF_BUDGET_RUN", format!("run-{number:02}")));
    }
    let files = stage.run_files();
    let mut runs: Vec<String> = files
        .iter()
        .map(|file| {
            let run = file.parent().unwrap().file_name().unwrap();
            run.to_str().unwrap().to_owned()
        })
        .collect();
    runs.sort();
    let newest: Vec<String> = (4..24).map(|number| format!("run-{number:02}")).collect();
    assert_eq!(runs, newest);
}

#[test]
fn a_folder_that_takes_no_file_is_told_and_the_gate_works() {
    let ended = run(Stage::new()
        .test("slow")
        .env("PERF_BUDGET_DIR", "/dev/null"));
    ended
        .assert_code(OVER.into())
        .assert_says("perf-budget: no run file is kept: cannot create the folder /dev/null/runs/");
    let ended = run(Stage::new()
        .test("quick")
        .env("PERF_BUDGET_DIR", "/dev/null"));
    ended.assert_code(0).assert_says("no run file is kept");
}

#[test]
fn a_run_file_that_is_asked_for_and_not_kept_is_a_failure() {
    let stage = Stage::new();
    for (words, code) in [("quick", IO.into()), ("quick return=3", 3)] {
        let mut test = stage.test(words);
        test.env("PERF_BUDGET", "collect")
            .env("PERF_BUDGET_DIR", "/dev/null");
        let ended = run(&mut test);
        ended.assert_code(code).assert_says("no run file is kept");
    }
}

#[test]
fn a_folder_that_may_not_be_written_is_told_and_the_gate_works() {
    use std::os::unix::fs::PermissionsExt;
    // SAFETY: asks a question, has no conditions.
    if unsafe { libc::geteuid() } == 0 {
        eprintln!("skipped: permissions do not bind root");
        return;
    }
    let stage = Stage::new();
    let target = stage.home().join("target");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o555)).unwrap();
    let ended = run(&mut stage.test("slow"));
    fs::set_permissions(&target, fs::Permissions::from_mode(0o755)).unwrap();
    ended
        .assert_code(OVER.into())
        .assert_says("no run file is kept");
}
