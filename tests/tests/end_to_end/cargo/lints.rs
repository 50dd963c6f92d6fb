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

/// What an expansion cannot keep, all of them clippy's: the end of a body is ours, and a measured function is not `const`.
const SILENCED: [&str; 9] = [
    "clippy::inline_always",
    "clippy::manual_async_fn",
    "clippy::missing_const_for_fn",
    "clippy::needless_pass_by_ref_mut",
    "clippy::needless_return",
    "clippy::redundant_clone",
    // Of `eq` and `ne`; the compiler's own of that name is heard.
    "clippy::unconditional_recursion",
    // It looks at what is returned, which goes through a barrier.
    "clippy::unnecessary_wraps",
    "clippy::unused_async",
];

/// What clippy says or not by what stands beside a function: constants inside of tests, other numbers, the end of a body
/// out of a macro.
const NOT_COMPARED: [&str; 5] = [
    "clippy::arithmetic_side_effects",
    "clippy::default_numeric_fallback",
    "clippy::float_arithmetic",
    "clippy::implicit_return",
    "clippy::tests_outside_test_module",
];

/// Used by a limit, and so by the annotated twin alone.
const USED_BY_A_LIMIT: &str = "constant `SECONDS` is never used";

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
    // Profiles of their own, in something that no lint asks for: cargo keeps what clippy said for each of the three, instead
    // of compiling all that clippy looks at anew in turns.
    let units = shapes.len();
    let profiles: Vec<String> = [
        "perf-macros",
        "perf-runtime",
        "perf-tests",
        "perf-tests-bare",
    ]
    .iter()
    .map(|package| format!("--config profile.dev.package.{package}.codegen-units={units}"))
    .collect();
    let words = format!(
        "clippy -p perf-tests --test shapes --no-deps {} --message-format json{features} \
         -- --cfg shapes_alone --cfg shapes=\"{shapes}\" {}",
        profiles.join(" "),
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
    let text = message["message"].as_str()?;
    if NOT_COMPARED.contains(&lint) || text == USED_BY_A_LIMIT {
        return None;
    }
    // Types are named with the module around the cases.
    let text = ["as_budget", "as_workflow", "as_written"]
        .iter()
        .fold(text.to_owned(), |text, module| {
            text.replace(module, "cases")
        });
    let mut spans = message["spans"].as_array()?.iter();
    let span = spans.find(|span| span["is_primary"] == true)?;
    let file = span["file_name"].as_str()?;
    let place = format!("{file}:{}:{}", span["line_start"], span["column_start"]);
    file.contains("/cases/")
        .then(|| format!("{place} {lint}: {text}"))
}

#[test]
fn annotated_functions_are_linted_as_bare_ones() {
    let clippy = Path::new(env!("CARGO")).with_file_name("cargo-clippy");
    if !clippy.is_file() {
        eprintln!("not checked: this toolchain comes without clippy");
        return;
    }
    let bare = remarks(&clippy, "written", " --features monitoring");
    assert!(bare.len() > AT_LEAST, "{}", bare.len());
    for (shapes, features) in [("budget", " --features monitoring"), ("workflow", "")] {
        let annotated = remarks(&clippy, shapes, features);
        let is_kept = |remark: &&String| !SILENCED.iter().any(|lint| remark.contains(lint));
        let new: Vec<_> = annotated.difference(&bare).collect();
        let lost: Vec<_> = bare.difference(&annotated).filter(is_kept).collect();
        assert!(
            new.is_empty() && lost.is_empty(),
            "as {shapes}{features}: new: {new:#?} lost: {lost:#?}"
        );
    }
}
