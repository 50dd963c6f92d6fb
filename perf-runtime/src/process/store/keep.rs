//! Keeps the newest runs: removes run files of older ones, and nothing that is not a run file.

use std::fs::{self, DirEntry, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::config::RunId;

/// Runs that are kept: enough to look back over a day's work, little enough to forget about.
pub(in crate::process) const NEWEST_KEPT: usize = 20;

/// Held while old runs are removed: a folder that loses its files looks new to anybody who counts meanwhile.
const LOCK: &str = ".lock";

/// Removes all runs but the `keep` newest and `current`.
///
/// A run is as new as its newest file, so a run that other processes still write to is not old. What cannot be read or
/// removed stays: a folder too many harms nobody. When another process is at it, this one leaves it to do so.
pub(in crate::process) fn remove_old_runs(runs: &Path, keep: usize, current: &RunId) {
    let Ok(lock) = File::create(runs.join(LOCK)) else {
        return;
    };
    // Where the file system knows no locks, a run too many or too few is kept now and then.
    if matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
        return;
    }
    let Ok(entries) = fs::read_dir(runs) else {
        return;
    };
    let mut others: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| dated_run(&entry, current))
        .collect();
    others.sort_by(|a, b| b.cmp(a));
    // The current run is one of those that stay.
    for (_, folder) in others.into_iter().skip(keep.saturating_sub(1)) {
        remove_run(&folder);
    }
}

/// The time of the last change and the folder, when the entry can be another run than the current one.
fn dated_run(entry: &DirEntry, current: &RunId) -> Option<(SystemTime, PathBuf)> {
    let name = entry.file_name();
    let is_folder = entry.file_type().ok()?.is_dir();
    let is_run = RunId::new(name.to_str()?).is_ok_and(|run| run != *current);
    let changed = entry.metadata().ok()?.modified().ok()?;
    (is_folder && is_run).then(|| (changed, entry.path()))
}

/// Removes a folder that holds run files only; any other stays as it is, untouched.
fn remove_run(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
    else {
        return;
    };
    if entries.iter().all(is_run_file) {
        for entry in entries {
            drop(fs::remove_file(entry.path()));
        }
        // Fails when a file was added meanwhile: then the run is not old any more.
        drop(fs::remove_dir(folder));
    }
}

/// `<program>-<number>-<microseconds>.json`, the `.tmp` of a process that was killed while it wrote, or the
/// `startup-<program>.json` that older checks kept beside them.
fn is_run_file(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let stem = name.to_str().and_then(|name| {
        name.strip_suffix(".json")
            .or_else(|| name.strip_suffix(".tmp"))
    });
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut parts = stem.unwrap_or_default().rsplitn(3, '-');
    let numbered = parts.by_ref().take(2).filter(|part| digits(part)).count() == 2;
    let of_process = numbered && parts.next().is_some();
    let of_startup = name
        .to_str()
        .is_some_and(|name| name.starts_with("startup-") && name.ends_with(".json"));
    (of_process || of_startup) && entry.file_type().is_ok_and(|kind| kind.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn run(runs: &Path, name: &str, age_minutes: u64) {
        let folder = runs.join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(
            folder.join("it-0123456789abcdef-17-1700000000000000.json"),
            "{}",
        )
        .unwrap();
        let changed = SystemTime::now() - Duration::from_secs(60 * age_minutes);
        fs::File::open(&folder)
            .unwrap()
            .set_modified(changed)
            .unwrap();
    }

    fn names(runs: &Path) -> Vec<String> {
        let entries = fs::read_dir(runs).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.retain(|name| name != LOCK);
        names.sort();
        names
    }

    fn id(name: &str) -> RunId {
        RunId::new(name).unwrap()
    }

    #[test]
    fn the_newest_runs_and_the_current_one_stay() {
        let home = tempfile::tempdir().unwrap();
        for (name, age) in [("a", 1), ("b", 5), ("c", 3), ("d", 2), ("now", 9)] {
            run(home.path(), name, age);
        }
        remove_old_runs(home.path(), 3, &id("now"));
        assert_eq!(names(home.path()), ["a", "d", "now"]);
    }

    #[test]
    fn what_is_not_ours_stays() {
        let home = tempfile::tempdir().unwrap();
        let runs = home.path();
        run(runs, "old", 9);
        fs::write(runs.join("old/notes.json"), "mine").unwrap();
        fs::write(runs.join("a-file"), "mine").unwrap();
        run(runs, ".hidden", 9);
        run(runs, "elsewhere/runs", 9);
        #[cfg(unix)]
        std::os::unix::fs::symlink(runs.join("elsewhere/runs"), runs.join("link")).unwrap();
        remove_old_runs(runs, 1, &id("now"));
        assert_eq!(names(&runs.join("old")).len(), 2);
        assert_eq!(names(&runs.join("elsewhere/runs")).len(), 1);
        assert_eq!(names(&runs.join(".hidden")).len(), 1);
        assert!(runs.join("a-file").exists());
    }

    #[test]
    fn runs_of_older_checks_go_as_well() {
        let home = tempfile::tempdir().unwrap();
        let runs = home.path();
        for name in ["old", "mine"] {
            run(runs, name, 9);
        }
        fs::write(runs.join("old/startup-server.json"), "{}").unwrap();
        fs::write(runs.join("mine/startup-notes.txt"), "mine").unwrap();
        remove_old_runs(runs, 1, &id("now"));
        assert_eq!(names(runs), ["mine"]);
    }

    #[test]
    fn many_processes_may_clear_up_at_once() {
        let home = tempfile::tempdir().unwrap();
        for age in 0..30 {
            run(home.path(), &format!("r{age:02}"), age);
        }
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| remove_old_runs(home.path(), NEWEST_KEPT, &id("r00")));
            }
        });
        assert_eq!(names(home.path()).len(), NEWEST_KEPT);
    }
}
