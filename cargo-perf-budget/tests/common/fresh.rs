//! A crate as a user would write it, in a git repository of its own. Its dependencies are built once for all runs of all
//! tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{outcome, perf_budget};

pub(crate) struct Fresh {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) target: PathBuf,
}

impl Fresh {
    /// A crate of these files, committed.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("session");
        drop(fs::remove_dir_all(target.join("perf-budget")));
        Self::building_in(target, tempfile::tempdir().unwrap(), files)
    }

    /// The same for a test that builds next to nothing: whatever others leave in the common target folder, and remove from
    /// it, is out of its way.
    pub(crate) fn apart(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".gitignore"), "/target\n").unwrap();
        Self::building_in(folder.path().join("target"), folder, files)
    }

    fn building_in(target: PathBuf, folder: tempfile::TempDir, files: &[(&str, &str)]) -> Self {
        let fresh = Self { folder, target };
        for (name, text) in files {
            fresh.write(name, text);
        }
        let lock = repository().join("Cargo.lock");
        fs::copy(lock, fresh.folder.path().join("Cargo.lock")).unwrap();
        fresh.git(&["init", "--quiet", "--initial-branch", "main"]);
        fresh.commit("first");
        fresh
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Commits every file, and says which commit that is.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--no-gpg-sign", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        outcome(&mut self.command(arguments))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = perf_budget(self.folder.path(), arguments);
        self.lend_target(&mut command);
        command
    }

    /// Has a command build beside the other tests of fresh crates.
    pub(crate) fn lend_target(&self, command: &mut Command) {
        command
            .env("CARGO_TARGET_DIR", &self.target)
            // Each crate is built a few times only, and in a folder of its own, which no later run will know.
            .env("CARGO_INCREMENTAL", "0")
            // The harness takes one lock per user; whoever else measures here is no business of the test.
            .env("XDG_CACHE_HOME", self.target.join("cache"));
    }

    /// The test target of all budgets, as cargo runs it.
    pub(crate) fn harness(&self) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args([
                "test",
                "--quiet",
                "--features",
                "monitoring",
                "--test",
                "budgets",
            ])
            .args(["--", "--format", "pretty"])
            .current_dir(self.folder.path())
            .env_remove("PERF_BUDGET")
            .env_remove("PERF_BUDGET_DIR")
            .env_remove("PERF_BUDGET_RUN");
        self.lend_target(&mut command);
        command
    }

    pub(crate) fn check(&self) -> (i32, String, String) {
        self.run(&["check"])
    }
}

/// The folder of this workspace.
pub(crate) fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap().to_owned()
}
