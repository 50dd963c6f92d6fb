//! Forks, thread-locals, exit handlers, threads that do not stop, panics that cross threads, hooks of the program's own,
//! subscribers: the end is reached, and judged once.

use perf_runtime::process::exit_code::OVER;

use super::stage::{Stage, calls, panics};
use crate::child::run;

#[test]
fn a_forked_child_is_silent_and_the_parent_is_judged_once() {
    let stage = Stage::new();
    let ended = run(&mut stage.test("fork"));
    ended.assert_code(0);
    assert_eq!(ended.stdout, "child ended with 0\n");
    assert_eq!(ended.summaries().len(), 1, "{ended:#?}");
    assert_eq!(calls(&stage.report(), "quick"), 100);
}

#[test]
fn what_a_forked_child_breaks_is_not_the_parents() {
    let stage = Stage::new();
    let ended = run(&mut stage.test("fork-slow"));
    ended.assert_code(0);
    assert_eq!(ended.stdout, "child ended with 0\n");
    assert_eq!(calls(&stage.report(), "slow"), 0);
}

#[test]
fn calls_from_destructors_of_thread_locals_are_judged() {
    let stage = Stage::new();
    run(&mut stage.test("thread-locals return")).assert_code(OVER.into());
    let report = stage.report();
    // On a thread and on the main thread: one call, ten in the destructor; and one slow call in each destructor.
    assert_eq!(calls(&report, "quick"), 22);
    assert_eq!(calls(&report, "slow"), 2);
}

#[test]
fn calls_from_exit_handlers_are_judged() {
    let stage = Stage::new();
    run(&mut stage.test("at-exit return")).assert_code(OVER.into());
    assert_eq!(calls(&stage.report(), "slow"), 3);
    let stage = Stage::new();
    run(&mut stage.test("at-exit exit=0")).assert_code(OVER.into());
    assert_eq!(calls(&stage.report(), "slow"), 3);
}

#[test]
fn threads_that_never_stop_do_not_keep_the_process() {
    let stage = Stage::new();
    let ended = run(&mut stage.test("busy-threads"));
    ended.assert_code(0);
    assert_eq!(ended.summaries(), ["1 within, 4 not called (5 functions)"]);
    assert!(calls(&stage.report(), "quick") >= 3);
}

#[test]
fn a_held_lock_of_standard_error_does_not_silence_the_report() {
    let ended = run(&mut Stage::new().test("held-stderr"));
    ended
        .assert_code(OVER.into())
        .assert_says("breaks `max_ms`");
}

#[test]
fn a_subscriber_that_formats_gets_the_events() {
    let ended = run(&mut Stage::new().test("subscriber exit=0"));
    ended.assert_code(OVER.into());
    let alert = ended.stdout.lines().find(|line| line.contains("ERROR"));
    let alert = alert.unwrap_or_else(|| panic!("{ended:#?}"));
    for part in [
        "perf_budget:",
        "site=\"fixture_process::work::slow\"",
        "key=\"max_ms\"",
        "limit=1000000.0",
        "tests/src/bin/fixture_process/work.rs",
    ] {
        assert!(alert.contains(part), "no {part} in {alert}");
    }
    assert!(
        ended.stdout.contains("performance budgets judged"),
        "{ended:#?}"
    );
}

#[test]
fn a_panic_hook_of_the_program_stays_and_may_call_functions_with_budgets() {
    let stage = Stage::new();
    let ended = run(&mut stage.test("panic-hook"));
    ended.assert_code(0);
    assert_eq!(ended.stdout, "the program's own hook\n");
    // Nobody but the program's hook tells of the panic.
    assert!(!ended.stderr.contains("on purpose"), "{ended:#?}");
    let report = stage.report();
    assert_eq!(calls(&report, "quick"), 1);
    assert_eq!(panics(&report, "fails"), 1);
}

#[test]
fn a_panic_that_unwinds_on_three_threads_counts_once_on_each() {
    let stage = Stage::new();
    let ended = run(&mut stage.test("unwinding"));
    ended.assert_code(0);
    assert_eq!(ended.stdout, "Some(\"on purpose\")\n");
    let report = stage.report();
    assert_eq!(panics(&report, "fails"), 1);
    assert_eq!(calls(&report, "passes_on"), 2);
    assert_eq!(panics(&report, "passes_on"), 2);
}
