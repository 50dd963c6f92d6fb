//! Who enforces, who reports and who is silent: tests, programs, and programs that tests start.

use std::path::Path;
use std::process::{Command, Stdio};

use perf_runtime::process::exit_code::OVER;

use super::stage::Stage;
use crate::child::{Ended, command, run};

#[test]
fn listing_is_silent_whatever_was_asked_for() {
    for wish in ["", "enforce", "report"] {
        let stage = Stage::new();
        let mut list = stage.test("slow return --list --format terse");
        let ended = run(list.env("PERF_BUDGET", wish));
        ended.assert_code(0).assert_quiet();
        assert!(!stage.runs().exists());
    }
}

#[test]
fn a_bench_reports_and_keeps_its_status() {
    let ended = run(&mut Stage::new().test("slow return --bench"));
    ended.assert_code(0).assert_says("breaks `max_ms`");
}

#[test]
fn a_program_started_by_a_test_is_quiet_and_keeps_its_status() {
    let stage = Stage::new();
    // These tests are a test executable, so this program is one that a test started.
    let ended = run(&mut stage.program("slow exit=3"));
    ended.assert_code(3);
    assert_eq!(ended.stderr, "");
    assert!(!stage.runs().exists());
}

#[test]
fn a_program_that_a_test_starts_through_another_program_is_quiet_too() {
    let stage = Stage::new();
    let mut shell = command(Path::new("/bin/sh"));
    shell.args(["-c", "\"$0\" slow; echo ended with $?"]);
    let ended = run(shell.arg(stage.program_path()));
    assert_eq!(
        (ended.stderr.as_str(), ended.stdout.as_str()),
        ("", "ended with 0\n")
    );
}

#[test]
fn a_program_started_by_a_judged_test_is_quiet_and_enforces_when_told() {
    let stage = Stage::new();
    let starting = format!("start return {} slow", stage.program_path().display());
    let ended = run(&mut stage.test(&starting));
    ended.assert_code(0);
    assert_eq!(ended.stdout, "child ended with Some(0)\n");
    assert_eq!(stage.run_files().len(), 1, "the test's own");

    let ended = run(stage.test(&starting).env("PERF_BUDGET", "enforce"));
    ended.assert_code(0);
    assert!(ended.stdout.contains("breaks `max_ms`"), "{ended:#?}");
    let status = format!("child ended with Some({OVER})\n");
    assert!(ended.stdout.ends_with(&status), "{ended:#?}");
}

#[test]
fn an_ordinary_program_reports_everything_and_keeps_its_status() {
    let stage = Stage::new();
    let ended = as_a_person_would(stage.home(), &mut stage.program("slow exit=0"));
    ended.assert_code(0).assert_says("breaks `max_ms`");
    assert_eq!(ended.summaries().len(), 1, "{ended:#?}");
    assert_eq!(stage.run_files().len(), 1);

    let ended = as_a_person_would(stage.home(), &mut stage.program("quick exit=3"));
    ended
        .assert_code(3)
        .assert_says("fixture_process::work::quick");
}

#[test]
fn a_program_outside_cargo_keeps_a_file_only_where_it_is_told() {
    let stage = Stage::new();
    let installed = stage.home().join("fixture");
    std::fs::hard_link(stage.program_path(), &installed).unwrap();
    let ended = as_a_person_would(stage.home(), command(&installed).arg("quick"));
    ended
        .assert_code(0)
        .assert_says("fixture_process::work::quick");
    assert_eq!(super::stage::files_below(stage.home(), "json").len(), 0);

    let told = stage.home().join("told");
    let mut program = command(&installed);
    program.arg("quick").env("PERF_BUDGET_DIR", &told);
    as_a_person_would(stage.home(), &mut program).assert_code(0);
    assert_eq!(
        super::stage::files_below(&told.join("runs"), "json").len(),
        1
    );
}

/// Runs the command below no test: it waits until the shell that started it is gone.
fn as_a_person_would(home: &Path, program: &mut Command) -> Ended {
    const ORPHAN: &str = r#"while kill -0 "$STARTER" 2>/dev/null; do sleep 0.01; done
        "$@" >"$OUT/stdout" 2>"$OUT/stderr"; echo $? >"$OUT/status.tmp"; mv "$OUT/status.tmp" "$OUT/status""#;
    const STARTER: &str = r#"export STARTER=$$; sh -c "$ORPHAN" orphan "$@" & "#;
    let out = tempfile::tempdir_in(home).unwrap();
    let mut shell = command(Path::new("/bin/sh"));
    shell.args(["-c", STARTER, "starter"]);
    shell
        .arg(program.get_program())
        .args(program.get_args())
        .env("ORPHAN", ORPHAN)
        .env("OUT", out.path());
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    // Its own pipes would stay open with the orphan.
    shell.stdout(Stdio::null()).stderr(Stdio::null());
    assert!(shell.status().unwrap().success());
    let read = |name| std::fs::read_to_string(out.path().join(name));
    let status = loop {
        match read("status") {
            Ok(status) => break status,
            Err(_) => std::thread::sleep(std::time::Duration::from_millis(10)),
        }
    };
    Ended {
        code: Some(status.trim().parse().unwrap()),
        signal: None,
        stdout: read("stdout").unwrap(),
        stderr: read("stderr").unwrap(),
    }
}
