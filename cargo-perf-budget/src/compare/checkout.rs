//! Folders in which states of the source are built: one for each side, kept for the next comparison, so that only what
//! differs is built again.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::range::{Revision, State};
use crate::cli::CargoOptions;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::workspace::{Git, Workspace};

/// Where comparisons happen; held by one process at a time.
#[derive(Debug)]
pub(crate) struct Bench {
    folder: PathBuf,
    root: PathBuf,
    git: Git,
    options: CargoOptions,
    _lock: File,
}

/// A state of the source, ready to be built.
#[derive(Debug)]
pub(crate) struct Checkout {
    pub(crate) workspace: Workspace,
    /// Its own target folder.
    pub(crate) target: PathBuf,
}

impl Bench {
    /// Sets the bench up below `target/perf-budget`.
    pub(crate) fn set_up(workspace: &Workspace, git: Git) -> Result<Self, Fault> {
        let folder = workspace.home()?.join("compare");
        fs::create_dir_all(&folder)
            .map_err(|error| Fault::io("create the folder", &folder, &error))?;
        let path = folder.join("lock");
        let lock = File::create(&path).map_err(|error| Fault::io("create", &path, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Fault::new(Exit::Io, "another comparison is running here")
                    .at(path.display())
                    .remedy("wait for it: two that measure at once are each other's noise"));
            }
            Err(TryLockError::Error(error)) => return Err(Fault::io("lock", &path, &error)),
        }
        Ok(Self {
            folder,
            root: workspace.root().to_owned(),
            git,
            options: workspace.options().clone(),
            _lock: lock,
        })
    }

    /// The folder for what is needed in passing.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.folder.join("scratch")
    }

    /// Brings a state into the folder of a side, `a` or `b`.
    ///
    /// The files as they are have a target folder that no commit shares: to cargo both are the same package, and whichever
    /// was built last would pass for the other when its files are older.
    pub(crate) fn check_out(&self, side: &str, state: &State) -> Result<Checkout, Fault> {
        let folder = self.folder.join(match state {
            State::Files => "files",
            State::Commit(_) => side,
        });
        let root = match state {
            State::Files => self.root.clone(),
            State::Commit(revision) => self.work_tree(&folder.join("source"), revision)?,
        };
        let options = CargoOptions {
            manifest_path: Some(root.join("Cargo.toml")),
            ..self.options.clone()
        };
        let workspace = Workspace::find(&options).map_err(|fault| {
            let what = format!(
                "{state} is no workspace that cargo reads: {}",
                fault.in_one_line()
            );
            Fault::new(Exit::BuildFailed, what)
        })?;
        Ok(Checkout {
            workspace,
            target: folder.join("target"),
        })
    }

    /// The root of the workspace in a work tree of this commit.
    fn work_tree(&self, path: &Path, revision: &Revision) -> Result<PathBuf, Fault> {
        let spelled = path.to_string_lossy();
        if !path.join(".git").exists() {
            // A folder that somebody removed is still in git's list.
            self.git.tell(&["worktree", "prune"])?;
            let add = [
                "worktree",
                "add",
                "--force",
                "--detach",
                "--quiet",
                "--no-checkout",
            ];
            let mut add = add.to_vec();
            add.extend([&*spelled, &revision.hash]);
            self.git.tell(&add)?;
        }
        let there = Git::at(path);
        there.tell(&["checkout", "--force", "--detach", "--quiet", &revision.hash])?;
        there.tell(&["clean", "-d", "--force", "--quiet"])?;
        let prefix = self.git.tell(&["rev-parse", "--show-prefix"])?;
        let root = path.join(prefix);
        if !root.join("Cargo.toml").is_file() {
            return Err(Fault::new(
                Exit::BuildFailed,
                format!("{revision} has no Cargo.toml here"),
            )
            .remedy("compare commits in which the workspace is where it is now"));
        }
        self.lend_lock_file(&root)?;
        Ok(root)
    }

    /// Libraries do not always commit their lock file; with another one the dependencies would be compared, too.
    fn lend_lock_file(&self, root: &Path) -> Result<(), Fault> {
        let (ours, theirs) = (self.root.join("Cargo.lock"), root.join("Cargo.lock"));
        if ours.is_file() && !theirs.exists() {
            fs::copy(&ours, &theirs).map_err(|error| Fault::io("copy", &ours, &error))?;
        }
        Ok(())
    }
}
