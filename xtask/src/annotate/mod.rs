//! The hardest client: crates that others wrote, every function of them annotated, judged by their own test suites.
//!
//! `crates` names them, `fetch` has cargo download them, `prepare` makes a bare and an annotated copy, `insert` puts the
//! attribute into the text, `suite` runs the tests, `table` shows what became of it.

mod crates;
mod fetch;
mod insert;
mod prepare;
mod suite;
mod table;

use std::path::{Path, PathBuf};

use crates::{CRATES, Subject};
use suite::Outcome;

/// What the user asked for.
#[derive(Default)]
pub(crate) struct Options {
    /// Whether the table is written into the repository.
    pub(crate) write: bool,
    /// The names of the crates to do; all of them when empty.
    pub(crate) only: Vec<String>,
}

/// What became of one crate.
struct Row {
    subject: &'static Subject,
    annotated_functions: usize,
    bare: Outcome,
    annotated: Outcome,
}

impl Row {
    /// Whether the annotated crate does what the bare one does.
    fn agrees(&self) -> bool {
        self.bare.passed == self.annotated.passed && self.bare.succeeded == self.annotated.succeeded
    }
}

/// Runs everything and prints the table; whether all suites behave as the bare ones do.
///
/// # Errors
///
/// When a crate cannot be downloaded, copied or built bare.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let unknown = options
        .only
        .iter()
        .find(|name| CRATES.iter().all(|subject| subject.name != **name));
    if let Some(name) = unknown {
        return Err(format!("`{name}` is not among the crates of this test"));
    }
    let chosen = |subject: &&Subject| {
        options.only.is_empty() || options.only.iter().any(|name| name == subject.name)
    };
    let subjects: Vec<&'static Subject> = CRATES.iter().filter(chosen).collect();
    let home = repository().join("target").join("mass-annotation");
    let mut rows = Vec::new();
    for subject in subjects {
        eprintln!("== {} {}", subject.name, subject.version);
        let row = one(subject, &home)?;
        for test in row.bare.passed.difference(&row.annotated.passed) {
            eprintln!("   no longer passes: {test}");
        }
        rows.push(row);
    }
    let table = table::render(&rows);
    println!("{table}");
    if options.write {
        let path = repository().join("tests").join("MASS_ANNOTATION.md");
        std::fs::write(&path, table).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(rows.iter().all(Row::agrees))
}

fn one(subject: &'static Subject, home: &Path) -> Result<Row, String> {
    let source = fetch::source(subject, home)?;
    let bare = prepare::bare(subject, &source, home)?;
    // The bare copy resolves its dependencies first, the annotated one starts from the same versions.
    suite::build(&bare, subject, home)?;
    let (annotated, annotated_functions) = prepare::annotated(subject, &source, &bare, home)?;
    let [bare, annotated] = suite::run([&bare, &annotated], subject, home)?;
    Ok(Row {
        subject,
        annotated_functions,
        bare,
        annotated,
    })
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap_or_else(|_| "..".into())
}
