//! Writes a run file under a temporary name and renames it, so that readers see whole files only.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::RunId;

/// Why a run file could not be written.
#[derive(Debug)]
pub(in crate::process) struct StoreError {
    path: PathBuf,
    doing: &'static str,
    cause: io::Error,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, doing, cause } = self;
        write!(f, "cannot {doing} {}: {cause}", path.display())
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// A run file that was written.
#[derive(Debug)]
pub(in crate::process) struct Written {
    /// Where it is.
    pub(in crate::process) path: PathBuf,
    /// Whether it is the first of its run.
    pub(in crate::process) starts_run: bool,
}

/// Writes `<runs>/<run>/<process>.json`.
///
/// Nothing is synchronised to the disk: after a crash of the machine the run is repeated anyway, and waiting for the disk
/// costs more than everything else at exit.
pub(in crate::process) fn write_run_file(
    runs: &Path,
    run: &RunId,
    process: &str,
    contents: &str,
) -> Result<Written, StoreError> {
    let folder = runs.join(run.as_str());
    let path = folder.join(format!("{process}.json"));
    let temporary = folder.join(format!("{process}.tmp"));
    let starts_run = !folder.is_dir();
    let mut attempts = 0;
    loop {
        attempts += 1;
        match write_and_rename(&folder, &temporary, &path, contents) {
            Ok(()) => return Ok(Written { path, starts_run }),
            // Another process may have counted this run among the old ones between our steps; once more makes it new.
            Err(error) if error.cause.kind() == io::ErrorKind::NotFound && attempts < 3 => {}
            Err(error) => {
                // Nothing half-written stays; what cannot be removed was not created.
                drop(fs::remove_file(&temporary));
                return Err(error);
            }
        }
    }
}

fn write_and_rename(
    folder: &Path,
    temporary: &Path,
    path: &Path,
    contents: &str,
) -> Result<(), StoreError> {
    let failed = |path: &Path, doing| {
        let path = path.to_owned();
        move |cause| StoreError { path, doing, cause }
    };
    fs::create_dir_all(folder).map_err(failed(folder, "create the folder"))?;
    fs::write(temporary, contents).map_err(failed(temporary, "write"))?;
    fs::rename(temporary, path).map_err(failed(path, "rename the finished file to"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str) -> RunId {
        RunId::new(name).unwrap()
    }

    #[test]
    fn a_run_holds_one_whole_file_a_process_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let runs = home.path().join("not/there/yet");
        let first = write_run_file(&runs, &run("r"), "a-1", "{}").unwrap();
        let second = write_run_file(&runs, &run("r"), "b-2", "{\"x\":1}").unwrap();
        assert!(first.starts_run && !second.starts_run);
        assert_eq!(fs::read_to_string(second.path).unwrap(), "{\"x\":1}");
        let mut names: Vec<_> = fs::read_dir(runs.join("r"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a-1.json", "b-2.json"]);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_with_path_and_cause() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        let message = write_run_file(&file, &run("r"), "a-1", "{}")
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("cannot create the folder "),
            "{message}"
        );
        assert!(message.contains("file/r: "), "{message}");
    }

    #[test]
    fn a_failed_rename_leaves_nothing_half_written() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("r/a-1.json")).unwrap();
        write_run_file(home.path(), &run("r"), "a-1", "{}").unwrap_err();
        assert!(!home.path().join("r/a-1.tmp").exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_and_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("r")).unwrap();
        let temporary = home.path().join("r/a-1.tmp");
        std::os::unix::fs::symlink("/dev/full", &temporary).unwrap();
        let message = write_run_file(home.path(), &run("r"), "a-1", "{}")
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("a-1.tmp: ") && message.contains("space"),
            "{message}"
        );
        assert!(fs::symlink_metadata(&temporary).is_err());
    }
}
