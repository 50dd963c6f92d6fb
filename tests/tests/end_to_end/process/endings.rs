//! Exit statuses: a failure of the program's own is kept, 0 becomes the documented code.

use perf_runtime::process::exit_code::{NOT_MEASURED, OVER};

use super::stage::Stage;
use crate::child::run;

/// Status and report of a test executable that breaks a budget and ends this way.
#[track_caller]
fn slow_then(ending: &str, code: i32) {
    let ended = run(&mut Stage::new().test(&format!("slow {ending}")));
    ended.assert_code(code);
    ended.assert_says("error[perf]: `fixture_process::work::slow` breaks `max_ms`");
    assert_eq!(ended.summaries().len(), 1, "{ended:#?}");
}

#[test]
fn a_kept_budget_is_one_line_and_green() {
    let ended = run(&mut Stage::new().test("quick"));
    ended.assert_code(0);
    assert_eq!(
        ended.stderr,
        "perf-budget: 1 within, 4 not called (5 functions)\n"
    );
}

#[test]
fn a_broken_budget_names_function_limit_and_place_and_turns_success_into_90() {
    let ended = run(&mut Stage::new().test("slow return"));
    ended.assert_code(OVER.into());
    ended.assert_says("tests/src/bin/fixture_process/work.rs:");
    ended.assert_says("= limit   : 1.00 ms (max_ms)");
    ended.assert_says("perf-budget: 1 over, 4 not called (5 functions)");
}

#[test]
fn every_way_to_succeed_is_turned_into_90() {
    slow_then("exit=0", OVER.into());
}

#[test]
fn a_failure_of_the_program_is_kept() {
    slow_then("return=1", 1);
    slow_then("exit=3", 3);
    slow_then("panic", 101);
    slow_then("exit=91", 91);
}

#[test]
fn what_could_not_be_measured_is_red_and_says_how_to_mend_it() {
    let ended = run(&mut Stage::new().test("uncounted"));
    ended.assert_code(NOT_MEASURED.into());
    ended.assert_says("`max_allocs` of `fixture_process::work::uncounted` could not be measured");
    ended.assert_says("add `perf_runtime::install_allocator!();` to the test or binary");
}

#[test]
fn an_abort_stays_an_abort() {
    let stage = Stage::new();
    let ended = run(&mut stage.test("slow abort"));
    assert_eq!(ended.signal, Some(libc::SIGABRT), "{ended:#?}");
    assert_eq!(ended.stderr, "");
    assert!(stage.run_files().is_empty());
}

#[test]
fn a_process_that_calls_nothing_is_green_and_says_nothing() {
    let stage = Stage::new();
    let ended = run(&mut stage.test("nothing"));
    ended.assert_code(0).assert_quiet();
    // Its file says which functions it could have called.
    assert_eq!(stage.report().sites.len(), 5);
}
