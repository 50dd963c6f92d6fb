//! Folders in which states of the source are built: one for each side, kept for the next comparison, so that only what
//! differs is built again.

use std::fs::{self, File, TryLockError};
use std::io;
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
        if !self.is_ours(path)? {
            self.add_work_tree(path, revision)?;
        }
        let there = Git::at(path);
        there.tell(&["checkout", "--force", "--detach", "--quiet", &revision.hash])?;
        // Twice: what is left of submodules that this commit does not have are repositories of their own.
        there.tell(&["clean", "-d", "--force", "--force", "--quiet"])?;
        fill_submodules(path)?;
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

    /// Whether this folder is a work tree of our repository.
    ///
    /// The link in it leads to one repository, at one place: after a move, in a target folder that several repositories share
    /// or out of a cache it leads to another one, or nowhere. Git without a link looks for a repository further up, and
    /// finds the one around the target folder.
    fn is_ours(&self, path: &Path) -> Result<bool, Fault> {
        if !path.join(".git").exists() {
            return Ok(false);
        }
        let there = Git::at(path);
        let top = asked_path(&there, path, "--show-toplevel")?;
        let common = asked_path(&there, path, "--git-common-dir")?;
        let ours = asked_path(&self.git, &self.root, "--git-common-dir")?;
        Ok(top.is_some() && top == path.canonicalize().ok() && common.is_some() && common == ours)
    }

    /// Makes the folder a new work tree, whatever was there. Other work trees of the repository are left alone, also those
    /// that cannot be reached just now.
    fn add_work_tree(&self, path: &Path, revision: &Revision) -> Result<(), Fault> {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Fault::io("remove the old work tree", path, &error));
            }
            _ => {}
        }
        let spelled = path.to_string_lossy();
        self.git.tell(&[
            "worktree",
            "add",
            // A folder that somebody removed is still in git's list; twice, for one that is locked there.
            "--force",
            "--force",
            "--detach",
            "--quiet",
            "--no-checkout",
            &spelled,
            &revision.hash,
        ])?;
        Ok(())
    }

    /// Libraries do not always commit their lock file; with another one the dependencies would be compared, too. One that was
    /// lent before may be out of date: git ignores it, so it outlives `git clean`.
    fn lend_lock_file(&self, root: &Path) -> Result<(), Fault> {
        let (ours, theirs) = (self.root.join("Cargo.lock"), root.join("Cargo.lock"));
        let tracked = ["ls-files", "--error-unmatch", "Cargo.lock"];
        if !ours.is_file() || Git::at(root).ask(&tracked)?.is_some() {
            return Ok(());
        }
        // Not the rights of ours: one that must not be written could not be replaced the next time.
        let lock = fs::read(&ours).map_err(|error| Fault::io("read", &ours, &error))?;
        fs::write(&theirs, lock).map_err(|error| Fault::io("write", &theirs, &error))
    }
}

/// `git checkout` leaves the folders of submodules empty or as they were.
fn fill_submodules(path: &Path) -> Result<(), Fault> {
    if path.join(".gitmodules").is_file() {
        let update = [
            "submodule",
            "update",
            "--init",
            "--recursive",
            "--force",
            "--quiet",
        ];
        Git::at(path).tell(&update).map_err(|fault| {
            fault.remedy(
                "comparing builds what the submodules hold, too: see that `git submodule update --init --recursive` works \
                 for this commit",
            )
        })?;
    }
    Ok(())
}

/// A path that `git rev-parse` tells in this folder, without links; absent where git knows none or it leads nowhere.
fn asked_path(git: &Git, folder: &Path, question: &str) -> Result<Option<PathBuf>, Fault> {
    let answer = git.ask(&["rev-parse", question])?;
    Ok(answer.and_then(|path| folder.join(path).canonicalize().ok()))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// A repository with a workspace, and a bench in a folder that git ignores there.
    struct Repository {
        root: PathBuf,
    }

    impl Repository {
        fn new(root: PathBuf) -> Self {
            let repository = Self { root };
            repository.write("Cargo.toml", "[workspace]\n");
            repository.write(".gitignore", "/target\nCargo.lock\n");
            repository.git(&["init", "--quiet"]);
            repository.commit();
            repository
        }

        fn write(&self, name: &str, text: &str) {
            fs::create_dir_all(&self.root).unwrap();
            fs::write(self.root.join(name), text).unwrap();
        }

        fn git(&self, arguments: &[&str]) -> String {
            let output = Command::new("git")
                .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
                .args(arguments)
                .current_dir(&self.root)
                .output()
                .unwrap();
            assert!(output.status.success(), "git {arguments:?}: {output:?}");
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        }

        fn commit(&self) {
            self.git(&["add", "--all"]);
            self.git(&["commit", "--quiet", "--no-gpg-sign", "--message", "m"]);
        }

        fn head(&self) -> Revision {
            Revision::find(&Git::at(&self.root), "HEAD").unwrap()
        }

        /// A bench with its folder here.
        fn bench(&self, folder: &Path) -> Bench {
            fs::create_dir_all(folder).unwrap();
            Bench {
                folder: folder.to_owned(),
                root: self.root.clone(),
                git: Git::at(&self.root),
                options: CargoOptions::default(),
                _lock: File::create(folder.join("lock")).unwrap(),
            }
        }

        /// Brings the last commit into a work tree in this folder.
        fn check_out(&self, folder: &Path) -> Result<PathBuf, Fault> {
            let path = folder.join("a/source");
            self.bench(folder).work_tree(&path, &self.head())
        }
    }

    #[test]
    fn a_work_tree_that_is_not_ours_is_made_anew() {
        let home = tempfile::tempdir().unwrap();
        let one = Repository::new(home.path().join("one"));
        let two = Repository::new(home.path().join("two"));
        two.write("mark", "");
        two.commit();
        // Two repositories with the same target folder.
        let shared = home.path().join("shared");
        let root = one.check_out(&shared).unwrap();
        assert!(!root.join("mark").exists());
        assert!(two.check_out(&shared).unwrap().join("mark").exists());
        assert!(!one.check_out(&shared).unwrap().join("mark").exists());
        // What is of use is kept.
        let built = shared.join("a/source/target/built");
        fs::create_dir_all(&built).unwrap();
        one.check_out(&shared).unwrap();
        assert!(built.exists());
        // A repository that was moved, with the bench in it.
        two.check_out(&two.root.join("target")).unwrap();
        let moved = Repository {
            root: home.path().join("three"),
        };
        fs::rename(&two.root, &moved.root).unwrap();
        let root = moved.check_out(&moved.root.join("target")).unwrap();
        assert!(root.join("mark").exists());
        // Without its link the folder belongs to the repository around it, whose files are a person's.
        moved.write("mark", "changed");
        let root = moved.root.join("target/a/source");
        fs::remove_file(root.join(".git")).unwrap();
        fs::create_dir(root.join(".git")).unwrap();
        moved.check_out(&moved.root.join("target")).unwrap();
        assert!(root.join(".git").is_file());
        let mark = fs::read_to_string(moved.root.join("mark")).unwrap();
        assert_eq!(mark, "changed");
    }

    #[test]
    fn a_work_tree_that_was_removed_is_added_again_and_others_stay_known() {
        let home = tempfile::tempdir().unwrap();
        let repository = Repository::new(home.path().join("r"));
        let other = home.path().join("other");
        let add = ["worktree", "add", "--quiet", "--detach"];
        repository.git(&[&add[..], &[other.to_str().unwrap()]].concat());
        // As on a disk that is not mounted.
        fs::remove_dir_all(&other).unwrap();
        let target = repository.root.join("target");
        let root = repository.check_out(&target).unwrap();
        let source = target.join("a/source");
        fs::remove_dir_all(&source).unwrap();
        assert_eq!(repository.check_out(&target).unwrap(), root);
        repository.git(&["worktree", "lock", source.to_str().unwrap()]);
        fs::remove_dir_all(&source).unwrap();
        assert_eq!(repository.check_out(&target).unwrap(), root);
        assert!(root.join("Cargo.toml").is_file());
        let known = repository.git(&["worktree", "list", "--porcelain"]);
        assert!(known.contains("other"), "{known}");
    }

    #[test]
    fn a_lock_file_that_was_lent_is_kept_up_to_date_and_a_committed_one_stays() {
        let home = tempfile::tempdir().unwrap();
        let repository = Repository::new(home.path().join("r"));
        let lent = || {
            let target = repository.root.join("target");
            let root = repository.check_out(&target).unwrap();
            fs::read_to_string(root.join("Cargo.lock")).unwrap()
        };
        for lock in ["old", "new"] {
            repository.write("Cargo.lock", lock);
            assert_eq!(lent(), lock);
        }
        repository.git(&["add", "--force", "Cargo.lock"]);
        repository.commit();
        repository.write("Cargo.lock", "not committed");
        assert_eq!(lent(), "new");
    }

    #[test]
    fn a_submodule_that_cannot_be_had_is_told() {
        let home = tempfile::tempdir().unwrap();
        let repository = Repository::new(home.path().join("r"));
        let gone = home.path().join("gone");
        let modules = format!(
            "[submodule \"sub\"]\npath = sub\nurl = '{}'\n",
            gone.display()
        );
        repository.write(".gitmodules", &modules);
        let link = format!("160000,{},sub", repository.head().hash);
        repository.git(&["add", ".gitmodules"]);
        repository.git(&["update-index", "--add", "--cacheinfo", &link]);
        let commit = ["commit", "--quiet", "--no-gpg-sign", "--message", "m"];
        repository.git(&commit);
        let fault = repository.check_out(&repository.root.join("target"));
        let fault = fault.unwrap_err();
        assert_eq!(fault.exit(), Exit::Io);
        let text = fault.to_string();
        assert!(
            text.contains("git submodule failed") && text.contains("gone"),
            "{text}"
        );
    }
}
