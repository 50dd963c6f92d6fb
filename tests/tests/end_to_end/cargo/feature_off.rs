//! Without the feature: the same tests are green, and nothing of the runtime is in the program.

use std::fs;
use std::path::PathBuf;

use super::fixtures::cargo;

/// The executable of a test target, as cargo tells it.
fn executable(words: &str) -> PathBuf {
    let ended = cargo(&format!("test --no-run --message-format json {words}")).run();
    ended.assert_code(0);
    let messages = ended.stdout.lines();
    let mut messages =
        messages.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let path = messages.find_map(|message| Some(message["executable"].as_str()?.to_owned()));
    path.expect("one target is built").into()
}

/// How often the program's symbols and texts name the runtime.
fn mentions(program: PathBuf) -> usize {
    let bytes = fs::read(program).unwrap();
    let name = b"perf_runtime";
    bytes
        .windows(name.len())
        .filter(|part| part == name)
        .count()
}

#[test]
fn slow_functions_are_nobodys_business() {
    let ended = cargo("test -p app --tests")
        .env("APP_SLOW_WORDS", "1")
        .env("APP_SLOW_LARGE", "1")
        .env("APP_UNCOUNTED", "1")
        .env("PERF_BUDGET", "banana")
        .run();
    ended.assert_code(0).assert_quiet();
}

#[test]
fn nothing_of_the_runtime_is_linked() {
    assert_eq!(mentions(executable("-p app --test sums")), 0);
    assert!(mentions(executable("-p app --test sums --features monitoring")) > 0);
}

#[test]
fn the_runtime_brings_no_dependency_but_the_macros() {
    let tree = |words: &str| {
        let ended = cargo(&format!("tree -p app --edges normal --prefix none {words}")).run();
        ended.assert_code(0);
        let lines = ended.stdout.lines();
        lines
            .filter_map(|line| line.split(' ').next())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let off = tree("");
    // The macros and what parses for them run in the compiler.
    let known = [
        "app",
        "perf-runtime",
        "perf-macros",
        "proc-macro2",
        "quote",
        "syn",
        "unicode-ident",
    ];
    for package in &off {
        assert!(known.contains(&package.as_str()), "{package} in {off:?}");
    }
    assert!(tree("--features monitoring").contains(&"libtest-mimic".to_owned()));
}
