//! The table of shapes: every case of the suite, bare and under each attribute, with the feature on and off, as their
//! own test runner tells it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// How a case was compiled: the module of the suite, and the title of its column.
const VARIANTS: [(&str, &str); 3] = [
    ("as_written", "bare"),
    ("as_budget", "`#[perf_budget]`"),
    ("as_workflow", "`#[monitored_workflow]`"),
];

/// What the table is made of: `module::case` and the variants that passed, by feature.
type Passed = BTreeMap<String, BTreeSet<(&'static str, bool)>>;

/// Runs the suite, prints the table and, if asked to, writes it to `tests/SHAPES.md`; whether all passed.
///
/// # Errors
///
/// When the suite does not build, or the page cannot be written.
pub(crate) fn run(write: bool) -> Result<bool, String> {
    let mut passed = Passed::new();
    let mut succeeded = true;
    for on in [false, true] {
        let (text, success) = suite(on)?;
        succeeded &= success;
        for (variant, case) in text.lines().filter_map(case) {
            passed
                .entry(case.to_owned())
                .or_default()
                .insert((variant, on));
        }
    }
    if passed.is_empty() {
        return Err("the suite of shapes reported nothing".to_owned());
    }
    let page = page(&passed);
    println!("{page}");
    if write {
        let path = repository().join("tests").join("SHAPES.md");
        std::fs::write(&path, &page).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let complete = |variants: &BTreeSet<_>| variants.len() == 2 * VARIANTS.len();
    Ok(succeeded && passed.values().all(complete))
}

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// What the suite's runner printed, and whether it was satisfied.
fn suite(monitoring: bool) -> Result<(String, bool), String> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(repository())
        .args(["test", "-p", "perf-tests", "--test", "shapes"])
        .stderr(Stdio::inherit());
    if monitoring {
        command.args(["--features", "monitoring"]);
    }
    let output = command
        .output()
        .map_err(|error| format!("cargo does not run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((text, output.status.success()))
}

/// Variant and case of a test that passed.
fn case(line: &str) -> Option<(&'static str, &str)> {
    let name = line.strip_prefix("test ")?.strip_suffix(" ... ok")?;
    let name = name.strip_suffix(" - should panic").unwrap_or(name);
    let (module, case) = name.split_once("::")?;
    let (variant, _) = VARIANTS.iter().find(|(variant, _)| *variant == module)?;
    Some((variant, case))
}

fn page(passed: &Passed) -> String {
    let mut page = format!(
        "# Shapes

{} shapes of functions, each compiled bare and under both attributes, with the feature `monitoring` off and on. The same
assertions hold for all: what they expect is what the bare function does. With the feature on each annotated call is
recorded exactly once. The sources are in [tests/shapes/cases](tests/shapes/cases); users of other kinds (editions, names,
`no_std`, renamed crates, lints) are the [satellites](satellites); what is refused, and how, is in
[diagnostics](diagnostics/tests/refused) and [refused](refused/src/lib.rs).

What cannot be kept is listed in the [known limits](../perf-macros/LIMITS.md).

This page is written by

```console
$ cargo run -p xtask -- shapes --write
```

| shape |",
        passed.len()
    );
    let columns = VARIANTS.iter().flat_map(|(variant, title)| {
        [false, true].map(|on| {
            (
                *variant,
                on,
                format!("{title} {}", if on { "on" } else { "off" }),
            )
        })
    });
    let columns: Vec<(&str, bool, String)> = columns.collect();
    for (_, _, title) in &columns {
        page.push_str(&format!(" {title} |"));
    }
    page.push_str("\n| --- |");
    page.push_str(&" --- |".repeat(columns.len()));
    page.push('\n');
    for (case, variants) in passed {
        // Writing to a string does not fail.
        let _ = write!(page, "| {} |", case.replace("::", ": ").replace('_', " "));
        for (variant, on, _) in &columns {
            let mark = if variants.contains(&(*variant, *on)) {
                "✓"
            } else {
                "**✗**"
            };
            page.push_str(&format!(" {mark} |"));
        }
        page.push('\n');
    }
    page
}

#[cfg(test)]
mod tests {
    use super::case;

    #[test]
    fn names_of_tests() {
        assert_eq!(
            case("test as_budget::plain::scalars ... ok"),
            Some(("as_budget", "plain::scalars"))
        );
        assert_eq!(case("test as_budget::plain::scalars ... FAILED"), None);
        assert_eq!(case("test skipped::one ... ok"), None);
    }
}
