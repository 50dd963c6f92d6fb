//! Puts the fixture program where cargo would put a test executable and a program, in a target folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use perf_runtime::record::ContextSnapshot;
use perf_runtime::report::Report;
use tempfile::TempDir;

use crate::child::command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_fixture_process");
const MARK: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# This file is a cache directory tag created by cargo.\n";

/// A target folder of its own.
pub(crate) struct Stage {
    home: TempDir,
    test: PathBuf,
    program: PathBuf,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::of(PROGRAM)
    }

    /// With another program in the fixture's place.
    pub(crate) fn of(program: &str) -> Self {
        // Beside the program, so that links need no copy: a copy that is being written cannot be run.
        let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let target = home.path().join("target");
        let deps = target.join("debug/deps");
        fs::create_dir_all(&deps).unwrap();
        fs::write(target.join("CACHEDIR.TAG"), MARK).unwrap();
        let stage = Self {
            test: deps.join("fixture-0123456789abcdef"),
            program: target.join("debug/fixture"),
            home,
        };
        fs::hard_link(program, &stage.test).unwrap();
        fs::hard_link(program, &stage.program).unwrap();
        stage
    }

    /// The folder around the target folder.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The ordinary program.
    pub(crate) fn program_path(&self) -> &Path {
        &self.program
    }

    /// The fixture as a test executable; the words are deed and ending.
    pub(crate) fn test(&self, words: &str) -> Command {
        let mut command = command(&self.test);
        command.args(words.split(' '));
        command
    }

    /// The fixture as an ordinary program; the words are deed and ending.
    pub(crate) fn program(&self, words: &str) -> Command {
        let mut command = command(&self.program);
        command.args(words.split(' '));
        command
    }

    /// The folder of all runs.
    pub(crate) fn runs(&self) -> PathBuf {
        self.home.path().join("target/perf-budget/runs")
    }

    /// All finished run files.
    pub(crate) fn run_files(&self) -> Vec<PathBuf> {
        files_below(&self.runs(), "json")
    }

    /// All reports that were kept.
    pub(crate) fn reports(&self) -> Vec<Report> {
        let files = self.run_files();
        files.iter().map(|path| report_in(path)).collect()
    }

    /// The report of the only process that kept one.
    #[track_caller]
    pub(crate) fn report(&self) -> Report {
        let [report] = self.reports().try_into().unwrap();
        report
    }
}

/// The report in a run file.
#[track_caller]
pub(crate) fn report_in(path: &Path) -> Report {
    Report::from_json(fs::read_to_string(path).unwrap()).unwrap()
}

/// Calls of a function, over all contexts of a report.
#[track_caller]
pub(crate) fn calls(report: &Report, function: &str) -> u64 {
    let contexts = contexts(report, function).iter();
    contexts.map(|context| context.calls).sum()
}

/// Calls of a function that ended by a panic, over all contexts of a report.
#[track_caller]
pub(crate) fn panics(report: &Report, function: &str) -> u64 {
    let contexts = contexts(report, function).iter();
    contexts.map(|context| context.panics).sum()
}

#[track_caller]
fn contexts<'a>(report: &'a Report, function: &str) -> &'a [ContextSnapshot] {
    let mut sites = report.sites.iter();
    let site = sites.find(|site| site.path.ends_with(function));
    &site.expect("the function is registered").contexts
}

/// The files with this extension in the folders of a folder, in order.
pub(crate) fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let inside = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let mut files: Vec<PathBuf> = inside(folder)
        .iter()
        .flat_map(|folder| inside(folder))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}
