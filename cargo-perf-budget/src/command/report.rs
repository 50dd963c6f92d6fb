//! `report`: the last check as one HTML page.

use std::path::PathBuf;

use clap::Args;

use super::check::{LATEST, judged};
use crate::cli::{CargoOptions, Global};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::history::History;
use crate::page::{self, Input, Links};
use crate::settings::Settings;
use crate::workspace::{Git, Workspace, commit, prefix};
use crate::{baseline, console, files, runs};

/// Write the last check as one HTML page
///
/// Everything is in the one file, and nothing is loaded from anywhere: summary, alerts with links to the source, a
/// sortable table of all limits, a flame graph of each workflow, and for each function the distribution of its calls and how
/// its figures went over time.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// These run files, or folders of them, instead of the last check
    #[arg(long, value_name = "PATH", num_args = 1..)]
    from: Vec<PathBuf>,
    /// The history's database [default: what perf-budget.toml says, or target/perf-budget/history.sqlite]
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// The newest runs of the history that are shown
    #[arg(long, value_name = "N", default_value_t = 200)]
    last: usize,
    /// Where the page goes [default: target/perf-budget/report.html]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Refused with a word on what to use instead
    #[arg(long, hide = true)]
    format: Option<String>,
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    if arguments.format.is_some() {
        let what = "a report is an HTML page: it has no --format";
        return Err(Fault::new(Exit::BadConfig, what).remedy(
            "`check --from RUN_FILES --format json` writes the same as JSON, Markdown, JUnit, SARIF or annotations",
        ));
    }
    let workspace = Workspace::find(&CargoOptions::of_manifest(arguments.manifest_path.clone()))?;
    let settings = Settings::load(workspace.root())?;
    let home = workspace.home()?;
    let latest = [home.join(LATEST)];
    if arguments.from.is_empty() && !latest[0].is_file() {
        return Err(Fault::new(Exit::Io, "there is no report of a check")
            .at(latest[0].display())
            .remedy("run `cargo perf-budget check` first, or name run files with --from"));
    }
    let from = if arguments.from.is_empty() {
        &latest[..]
    } else {
        &arguments.from
    };
    let merged = runs::merged(from)?;
    let policy = settings.policy.policy();
    let chosen = baseline::chosen(None, &settings)?;
    let baselines = baseline::read(&workspace.root().join(baseline::FILE))?;
    baseline::must_exist(&chosen, &baselines)?;
    let tolerance = settings.baseline.max_regression_percent;
    let known = baselines.baselines.get(&*chosen.name);
    let comparison =
        known.map(|known| baseline::against(&chosen.name, known, &merged.report, tolerance));
    let mut answer = judged(
        &merged.report,
        &policy,
        &baselines,
        &chosen.name,
        comparison,
    );
    answer
        .notes
        .extend(merged.refused.iter().map(Fault::in_one_line));
    let database = match &arguments.history {
        Some(path) => path.clone(),
        None => super::history::path(&workspace, &settings)?,
    };
    // The first report of a project has no history; one that was named is to be there.
    let series = if arguments.history.is_some() || database.exists() {
        History::existing(&database)?.series("", arguments.last)?
    } else {
        Vec::new()
    };
    let output = arguments
        .output
        .clone()
        .unwrap_or_else(|| home.join("report.html"));
    let output = std::path::absolute(&output)
        .map_err(|error| Fault::io("find the folder of", &output, &error))?;
    let commit = commit(workspace.root());
    let remote = Git::at(workspace.root()).ask(&["remote", "get-url", "origin"]);
    let remote = remote.ok().flatten();
    let prefix = prefix(workspace.root());
    let root = workspace.root();
    let html = page::html(Input {
        answer: &answer,
        series,
        links: Links::find(remote.as_deref(), &commit.hash, &prefix, &output, root),
        commit: commit.short(),
    })?;
    files::write_whole(&output, &html)?;
    console::status(global, "Wrote", &output.display().to_string());
    Ok(Exit::Success)
}
