//! What git knows: the commit that a figure belongs to, and whatever else a command asks.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::exit::Exit;
use crate::fault::Fault;

/// Where CI systems keep the branch's name: they check out commits, not branches.
const BRANCH_VARIABLES: [&str; 4] = [
    "GITHUB_HEAD_REF",
    "GITHUB_REF_NAME",
    "CI_COMMIT_BRANCH",
    "BUILDKITE_BRANCH",
];

/// What git says where it finds no repository at all; of one behind a dead link it says another thing.
const NO_REPOSITORY: &str = "not a git repository (or any";

/// A state of the source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Commit {
    /// The full hash; empty without git or before the first commit.
    pub(crate) hash: String,
    /// The branch; empty when none is checked out and no CI system names one.
    pub(crate) branch: String,
    /// Whether tracked files differ from the commit.
    pub(crate) dirty: bool,
}

impl Commit {
    /// Ten digits are unambiguous in the largest of repositories; a `+` says that files were changed.
    pub(crate) fn short(&self) -> String {
        if self.hash.is_empty() {
            return "no commit".to_owned();
        }
        let digits: String = self.hash.chars().take(10).collect();
        format!("{digits}{}", if self.dirty { "+" } else { "" })
    }
}

/// The folder of the git repository that holds this folder.
pub(crate) fn repository(root: &Path) -> Option<PathBuf> {
    let top = Git::at(root)
        .ask(&["rev-parse", "--show-toplevel"])
        .ok()??;
    Some(PathBuf::from(top))
}

/// The way from the root of the repository to this folder, with a `/` at its end; empty at the root and without git.
pub(crate) fn prefix(root: &Path) -> String {
    let prefix = Git::at(root).ask(&["rev-parse", "--show-prefix"]);
    prefix.ok().flatten().unwrap_or_default()
}

/// The state of the source in this folder.
pub(crate) fn commit(root: &Path) -> Commit {
    // Figures are worth keeping without a commit, too.
    let git = |arguments: &[&str]| Git::at(root).ask(arguments).ok().flatten();
    let from_ci = || {
        let mut set = BRANCH_VARIABLES
            .iter()
            .filter_map(|name| env::var(name).ok());
        set.find(|branch| !branch.is_empty())
    };
    Commit {
        hash: git(&["rev-parse", "--verify", "--quiet", "HEAD"]).unwrap_or_default(),
        branch: git(&["symbolic-ref", "--short", "--quiet", "HEAD"])
            .or_else(from_ci)
            .unwrap_or_default(),
        dirty: git(&["status", "--porcelain", "--untracked-files=no"])
            .is_some_and(|changes| !changes.is_empty()),
    }
}

/// The git of a folder, for questions whose answers a command rests on.
#[derive(Debug, Clone)]
pub(crate) struct Git {
    folder: PathBuf,
}

impl Git {
    /// The repository that holds this folder.
    pub(crate) fn find(folder: &Path) -> Result<Self, Fault> {
        let git = Self::at(folder);
        let output = git.output(&["rev-parse", "--is-inside-work-tree"])?;
        if output.status.success() && text(&output.stdout) == "true" {
            return Ok(git);
        }
        let complaint = text(&output.stderr);
        // A repository that git finds and does not read needs another remedy than none.
        let fault = if complaint.is_empty() || complaint.contains(NO_REPOSITORY) {
            Fault::new(Exit::BadConfig, "the workspace is in no git repository")
                .remedy("comparing needs the states to compare: `git init`, and commit")
        } else {
            Fault::new(
                Exit::BadConfig,
                format!("git does not read the repository: {complaint}"),
            )
            .remedy("mend what git complains of: comparing starts once `git status` works there")
        };
        Err(fault.at(folder.display()))
    }

    /// Git in this folder, whatever it is.
    pub(crate) fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// What git prints, without line ends; `None` where it ends with a failure.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Result<Option<String>, Fault> {
        let output = self.output(arguments)?;
        Ok(output.status.success().then(|| text(&output.stdout)))
    }

    /// What git prints; its failure is ours.
    pub(crate) fn tell(&self, arguments: &[&str]) -> Result<String, Fault> {
        let output = self.output(arguments)?;
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        let what = format!("git {} failed: {}", arguments[0], text(&output.stderr));
        Err(Fault::new(Exit::Io, what).at(self.folder.display()))
    }

    /// Whether files, also new ones, differ from the last commit.
    pub(crate) fn is_dirty(&self) -> Result<bool, Fault> {
        Ok(!self.tell(&["status", "--porcelain"])?.is_empty())
    }

    fn output(&self, arguments: &[&str]) -> Result<Output, Fault> {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(&self.folder);
        // Within a git hook these speak of the repository that the hook is about, not of our work trees.
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(variable);
        }
        // Complaints are read here, too.
        command.env("LC_ALL", "C");
        // `git status` in the background must not get in the way of a person's commit.
        command.env("GIT_OPTIONAL_LOCKS", "0");
        command.output().map_err(|error| {
            Fault::new(Exit::Io, format!("cannot run git: {error}")).remedy("install git")
        })
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_repository_that_git_refuses_is_not_called_missing() {
        let home = tempfile::tempdir().unwrap();
        let complaint = || Git::find(home.path()).unwrap_err().to_string();
        let none = complaint();
        assert!(none.contains("in no git repository"), "{none}");
        Git::at(home.path()).tell(&["init", "--quiet"]).unwrap();
        fs::write(home.path().join(".git/config"), "[core\n").unwrap();
        let bad = complaint();
        assert!(
            bad.contains("bad config") && !bad.contains("git init"),
            "{bad}"
        );
    }
}
