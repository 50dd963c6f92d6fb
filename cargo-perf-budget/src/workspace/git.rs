//! The commit that a figure belongs to, as far as git knows one.

use std::env;
use std::path::Path;
use std::process::Command;

/// Where CI systems keep the branch's name: they check out commits, not branches.
const BRANCH_VARIABLES: [&str; 4] = [
    "GITHUB_HEAD_REF",
    "GITHUB_REF_NAME",
    "CI_COMMIT_BRANCH",
    "BUILDKITE_BRANCH",
];

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

/// The state of the source in this folder.
pub(crate) fn commit(root: &Path) -> Commit {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(root)
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
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
