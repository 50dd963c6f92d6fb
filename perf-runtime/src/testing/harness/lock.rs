//! One harness at a time per user: two that measure at once are each other's noise.

use std::env;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::probe::machine::cache_directory;

/// Set for processes that a harness starts: they measure under its lock.
pub(in super::super) const INHERITED: &str = "PERF_RUNTIME_HARNESS_LOCK";

/// Held until the process ends, however it ends: the kernel releases it.
#[derive(Debug)]
pub(super) struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// Takes the lock, waiting for other harness processes if need be; `say` is told what is waited for.
    ///
    /// A file that cannot be opened or locked is said and no reason to fail: the measurements withstand noise.
    pub(super) fn take(say: &mut dyn FnMut(&str)) -> Self {
        if env::var_os(INHERITED).is_some() {
            return Self { _file: None };
        }
        let path = file();
        match Self::take_at(&path, say) {
            Ok(file) => Self { _file: Some(file) },
            Err(error) => {
                say(&format!(
                    "measuring without a lock: {} cannot be locked: {error}",
                    path.display()
                ));
                Self { _file: None }
            }
        }
    }

    fn take_at(path: &Path, say: &mut dyn FnMut(&str)) -> io::Result<File> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(path).unwrap_or_default();
                say(&format!(
                    "waiting for another harness to finish measuring (process {})",
                    holder.trim()
                ));
                file.lock()?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // For the message of whoever waits; the lock holds without it.
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())?;
        Ok(file)
    }
}

fn file() -> PathBuf {
    cache_directory()
        .unwrap_or_else(|| env::temp_dir().join("perf-runtime"))
        .join("harness.lock")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::Lock;

    #[test]
    fn a_second_harness_says_what_it_waits_for_and_goes_on_when_the_first_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("not made yet").join("lock");
        let first = Lock::take_at(&path, &mut |said| panic!("{said}")).unwrap();
        let (tell, told) = mpsc::channel();
        let second = thread::spawn({
            let path = path.clone();
            move || {
                Lock::take_at(&path, &mut |said| tell.send(said.to_owned()).unwrap()).unwrap();
            }
        });
        let said = told.recv().unwrap();
        assert!(said.contains(&std::process::id().to_string()), "{said}");
        assert!(!second.is_finished());
        drop(first);
        second.join().unwrap();
    }
}
