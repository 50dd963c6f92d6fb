//! Documentation examples are judged; benches report.

use super::fixtures::cargo;

#[test]
fn examples_of_every_edition_are_green_when_budgets_are_kept() {
    let ended = cargo("test --workspace --features monitoring --doc").run();
    ended.assert_code(0);
}

#[test]
fn examples_that_share_a_program_are_red_on_a_broken_budget() {
    let ended = cargo("test -p app --features monitoring --doc")
        .env("APP_SLOW_WORDS", "1")
        .run();
    ended.assert_code(101);
    let all = ended.stdout.clone() + &ended.stderr;
    assert!(all.contains("`app::words` breaks `max_ms`"), "{ended:#?}");
    assert!(ended.stdout.contains("0 passed; 2 failed"), "{ended:#?}");
}

#[test]
fn examples_that_are_programs_of_their_own_are_red_on_a_broken_budget() {
    let ended = cargo("test -p examples_2021 --features monitoring --doc")
        .env("APP_SLOW_WORDS", "1")
        .run();
    ended.assert_code(101);
    let all = ended.stdout.clone() + &ended.stderr;
    assert!(all.contains("`app::words` breaks `max_ms`"), "{ended:#?}");
    assert!(ended.stdout.contains("0 passed; 1 failed"), "{ended:#?}");
}

#[test]
fn benches_report_and_do_not_fail() {
    // The profile of the tests saves building everything once more.
    let ended = cargo("bench -p app --features monitoring --profile test --bench speed")
        .env("APP_SLOW_WORDS", "1")
        .run();
    ended
        .assert_code(0)
        .assert_says("`app::words` breaks `max_ms`");
    assert_eq!(ended.stdout, "2 words\n");
}
