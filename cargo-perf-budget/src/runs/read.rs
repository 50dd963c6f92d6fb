//! Reads run files, several at once, and keeps an account of those that are none.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use perf_runtime::report::{ReadError, Report};

use crate::exit::Exit;
use crate::fault::Fault;

/// A run file of 10 000 functions has some tens of megabytes; what is larger than this is no run file, and reading it
/// would take the machine's memory.
const LARGEST: u64 = 1 << 30;

/// The reports in the order of the files, and the faults of files that are none.
pub(super) fn all(files: &[PathBuf]) -> (Vec<Report>, Vec<Fault>) {
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut results: Vec<(usize, Result<Report, Fault>)> = thread::scope(|scope| {
        let work = || {
            let mut mine = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(path) = files.get(index) else {
                    return mine;
                };
                mine.push((index, one(path)));
            }
        };
        let threads: Vec<_> = (0..workers.min(files.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined
            .flat_map(|mine| mine.expect("reading a run file does not panic"))
            .collect()
    });
    results.sort_by_key(|(index, _)| *index);
    let mut reports = Vec::new();
    let mut refused = Vec::new();
    for (_, result) in results {
        match result {
            Ok(report) => reports.push(report),
            Err(fault) => refused.push(fault),
        }
    }
    (reports, refused)
}

/// Reads one report.
pub(crate) fn one(path: &Path) -> Result<Report, Fault> {
    let failed = |error| Fault::io("read the run file", path, &error);
    let bytes = fs::metadata(path).map_err(failed)?.len();
    if bytes > LARGEST {
        let what = format!("a file of {bytes} bytes is no run file: at most {LARGEST} are read");
        return Err(Fault::new(Exit::Io, what).at(path.display()));
    }
    let text = fs::read(path).map_err(failed)?;
    Report::from_json(text).map_err(|error| {
        let remedy = match error {
            ReadError::Schema { .. } => {
                "use the `cargo-perf-budget` of the same version as the project's `perf-runtime`"
            }
            ReadError::Json(_) | ReadError::Invalid(_) => "delete the file and run the tests again",
        };
        Fault::new(Exit::Io, error.to_string())
            .at(path.display())
            .remedy(remedy)
    })
}
