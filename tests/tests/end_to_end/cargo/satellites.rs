//! Users of every kind, each a crate of its own under `#![deny(warnings)]`: editions, names, prelude, `no_std`, other
//! names of the runtime and ways to it, lints, attributes of others on the same function.

use std::path::Path;

use super::fixtures::{cargo_in, copied, run_in, tool_in};

const FEATURES: [&str; 2] = ["", " --features monitoring"];

#[test]
fn users_of_every_kind_build_and_pass() {
    let workspace = copied("satellites");
    for features in FEATURES {
        let words = format!("test --workspace --lib --no-fail-fast{features}");
        let ended = run_in(cargo_in(&workspace), &words).run();
        ended.assert_code(0);
        // One line for every crate that has tests, or not a word.
        let crates_with_tests = ended.stdout.matches("test result: ok. ").count()
            - ended.stdout.matches("test result: ok. 0 passed").count();
        let expected = if features.is_empty() {
            0
        } else {
            crates_with_tests
        };
        assert!(crates_with_tests > 0, "{ended:#?}");
        assert_eq!(ended.summaries().len(), expected, "{ended:#?}");
    }
}

#[test]
fn the_strictest_lints_find_nothing() {
    let clippy = Path::new(env!("CARGO")).with_file_name("cargo-clippy");
    if !clippy.is_file() {
        eprintln!("not checked: this toolchain comes without clippy");
        return;
    }
    let workspace = copied("satellites");
    for features in FEATURES {
        let words = format!("clippy -p strict{features}");
        let ended = run_in(tool_in(&workspace, &clippy), &words).run();
        ended.assert_code(0);
    }
}
