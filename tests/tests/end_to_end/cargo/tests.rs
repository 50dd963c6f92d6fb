//! `cargo test`: green and quiet, or red with function, limit and place.

use perf_runtime::process::exit_code::{BAD_CONFIG, NOT_MEASURED, OVER};

use super::fixtures::cargo;

#[test]
fn kept_budgets_are_green_and_one_line_a_process() {
    let ended = cargo("test -p app --features monitoring --tests").run();
    ended.assert_code(0);
    // Unit tests, counted, sums, own_main; what calls nothing says nothing.
    assert_eq!(
        ended.summaries(),
        ["1 within, 3 not called (4 functions)"; 4],
        "{ended:#?}"
    );
    assert!(!ended.stderr.contains("note:"), "{ended:#?}");
}

#[test]
fn a_slow_function_is_red_with_its_name_limit_and_place() {
    let ended = cargo("test -p app --features monitoring --lib")
        .env("APP_SLOW_WORDS", "1")
        .run();
    ended.assert_code(OVER.into());
    assert!(ended.stdout.contains("test result: ok"), "{ended:#?}");
    ended.assert_says("error[perf]: `app::words` breaks `max_ms`");
    ended.assert_says("--> app/src/lib.rs:17");
    ended.assert_says("= limit : 5.00 ms (max_ms)");
    ended.assert_says("= in : tests::words_are_counted");
}

#[test]
fn an_allocation_limit_without_the_allocator_is_red_and_names_the_line_to_add() {
    let ended = cargo("test -p app --features monitoring --test uncounted")
        .env("APP_UNCOUNTED", "1")
        .run();
    ended.assert_code(NOT_MEASURED.into());
    ended.assert_says("add `perf_runtime::install_allocator!();` to the test or binary");
}

#[test]
fn a_large_input_is_not_hidden_by_many_small_ones() {
    for threads in ["1", "4"] {
        let words =
            format!("test -p app --features monitoring --test sums -- --test-threads {threads}");
        let ended = cargo(&words).env("APP_SLOW_LARGE", "1").run();
        ended
            .assert_code(OVER.into())
            .assert_says("`app::sum` breaks `max_ms`");
        ended.assert_says("= in : one_large = because");
    }
}

#[test]
fn a_failing_test_stays_a_failing_test() {
    let ended = cargo("test -p tool --features monitoring --test program")
        .env("APP_FAIL", "1")
        .env("APP_SLOW_WORDS", "1")
        .run();
    ended
        .assert_code(101)
        .assert_says("`app::words` breaks `max_ms`");
    ended.assert_says("error: test failed, to rerun pass `-p tool --test program`");
    // cargo tells statuses other than 101.
    assert!(!ended.stderr.contains("exit status"), "{ended:#?}");
}

#[test]
fn a_test_with_a_main_of_its_own_is_judged_and_its_failure_kept() {
    for (exit, status) in [("0", OVER.into()), ("3", 3)] {
        let ended = cargo("test -p app --features monitoring --test own_main")
            .env("APP_OWN_MAIN_EXIT", exit)
            .env("APP_SLOW_WORDS", "1")
            .run();
        ended.assert_code(status).assert_says("`app::words` breaks");
    }
}

#[test]
fn a_program_that_a_test_starts_prints_its_result_and_nothing_else() {
    let ended = cargo("test -p tool --features budgets --test program").run();
    ended.assert_code(0);
    assert_eq!(
        ended.summaries(),
        ["1 within, 3 not called (4 functions)"],
        "{ended:#?}"
    );
}

#[test]
fn a_wish_that_means_nothing_stops_the_tests() {
    let ended = cargo("test -p app --features monitoring --lib")
        .env("PERF_BUDGET", "banana")
        .run();
    ended.assert_code(BAD_CONFIG.into());
    ended.assert_says("the environment variable PERF_BUDGET is \"banana\"");
}
