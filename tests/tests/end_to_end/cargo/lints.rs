//! What the compiler and clippy say about a function, they say about the annotated one: nothing more, nothing less.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::fixtures::{run_in, tool_in};

/// Every lint that could be about a function, in spite of what the source allows.
const LINTS: [&str; 12] = [
    "unused",
    "nonstandard-style",
    "future-incompatible",
    "let-underscore",
    "rust-2018-idioms",
    "deprecated",
    "unreachable-code",
    "unused-qualifications",
    "clippy::all",
    "clippy::pedantic",
    "clippy::nursery",
    "clippy::restriction",
];

/// Fewer remarks than this mean that the comparison does not see what it is meant to compare.
const AT_LEAST: usize = 500;

/// A remark: lint, place and sentence.
type Remarks = BTreeSet<String>;

/// What is said about the shapes when only these are compiled: the ones as written, as budgets or as workflows.
fn remarks(clippy: &Path, shapes: &str, features: &str) -> Remarks {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let force: Vec<String> = LINTS
        .iter()
        .map(|lint| format!("--force-warn {lint}"))
        .collect();
    let words = format!(
        "clippy -p perf-tests --test shapes --message-format json{features} -- --cfg shapes_alone --cfg shapes=\"{shapes}\" {}",
        force.join(" ")
    );
    let ended = run_in(tool_in(repository, clippy), &words).run();
    ended.assert_code(0);
    let messages = ended
        .stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages
        .filter_map(|line| remark(&line["message"]))
        .collect()
}

/// A message about a case, as text; what is said of the modules around them differs.
fn remark(message: &Value) -> Option<String> {
    let lint = message["code"]["code"].as_str()?;
    let mut spans = message["spans"].as_array()?.iter();
    let span = spans.find(|span| span["is_primary"] == true)?;
    let file = span["file_name"].as_str()?;
    let place = format!("{file}:{}:{}", span["line_start"], span["column_start"]);
    file.contains("/cases/")
        .then(|| format!("{place} {lint}: {}", message["message"]))
}

#[test]
fn annotated_functions_are_linted_as_bare_ones() {
    let clippy = Path::new(env!("CARGO")).with_file_name("cargo-clippy");
    if !clippy.is_file() {
        eprintln!("not checked: this toolchain comes without clippy");
        return;
    }
    for features in ["", " --features monitoring"] {
        let bare = remarks(&clippy, "written", features);
        assert!(bare.len() > AT_LEAST, "{}", bare.len());
        for shapes in ["budget", "workflow"] {
            let annotated = remarks(&clippy, shapes, features);
            let new: Vec<_> = annotated.difference(&bare).collect();
            let lost: Vec<_> = bare.difference(&annotated).collect();
            assert!(
                new.is_empty() && lost.is_empty(),
                "as {shapes}{features}: new: {new:#?} lost: {lost:#?}"
            );
        }
    }
}
