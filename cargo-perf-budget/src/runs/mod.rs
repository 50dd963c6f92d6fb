//! Run files of many processes → one report, and an account of what could not be used.

mod find;
mod read;

use std::path::PathBuf;

use perf_runtime::report::{MergeError, Report};

use crate::exit::Exit;
use crate::fault::Fault;

/// What run files say together.
#[derive(Debug)]
pub(crate) struct Merged {
    /// The report of all files that could be read.
    pub(crate) report: Report,
    /// Files that could not be used, and why. Their processes are missing from the report.
    pub(crate) refused: Vec<Fault>,
    /// Files that were read.
    pub(crate) files: usize,
}

/// Reads every run file that `paths` name or hold, and merges them.
pub(crate) fn merged(paths: &[PathBuf]) -> Result<Merged, Fault> {
    let files = find::run_files(paths)?;
    let read::Read {
        sum,
        files,
        refused,
    } = read::all(&files);
    match sum.into_report() {
        Ok(report) => Ok(Merged {
            report,
            refused,
            files,
        }),
        // One unusable file: say what is wrong with it. Many: each is said, then that nothing is left.
        Err(MergeError::Nothing) => Err(match <[Fault; 1]>::try_from(refused) {
            Ok([only]) => only,
            Err(refused) => nothing(paths, &refused),
        }),
        Err(error) => Err(Fault::new(Exit::Io, error.to_string())),
    }
}

fn nothing(paths: &[PathBuf], refused: &[Fault]) -> Fault {
    let places: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let what = if refused.is_empty() {
        "there is no run file".to_owned()
    } else {
        let all: Vec<String> = refused.iter().map(Fault::in_one_line).collect();
        format!(
            "none of {} run files can be used:\n  {}",
            all.len(),
            all.join("\n  ")
        )
    };
    Fault::new(Exit::Io, what)
        .at(places.join(", "))
        .remedy("run the tests with the `monitoring` feature first: `cargo perf-budget check`")
}
