//! `baseline`: named sets of accepted figures, and what became of them.

mod change;
mod look;
mod review;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use perf_runtime::report::Report;

use super::check::LATEST;
use crate::baseline::{self, Baseline, Baselines};
use crate::cli::{CargoOptions, Global};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::runs;
use crate::settings::Settings;
use crate::workspace::Workspace;

/// Keep accepted figures, and see what became of them
///
/// A baseline is a named set of figures in `perf-baseline.json` at the workspace root: commit that file. Only `save`,
/// `accept`, `review` and `drop` change it. `check` compares every run with the baseline that `PERF_BUDGET_BASELINE` or
/// perf-budget.toml names (`main` unless they say otherwise). Counts (allocations, bytes) are compared across machines; times only on the same
/// processor and optimisation level, and the answer says so.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Keep the figures of the last check under a new name
    Save(Named),
    /// Which baselines there are
    List(Place),
    /// The figures of a baseline
    Show(Named),
    /// What became of the figures since; ends with status 97 when something is worse
    Diff(Diff),
    /// Accept the figures of the last check: all, or those of some functions
    Accept(Accept),
    /// Walk through what changed, and accept or reject each
    Review(Review),
    /// Remove a baseline
    Drop(Drop),
}

/// Where the workspace is.
#[derive(Debug, Args)]
struct Place {
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Named {
    /// The baseline's name [default: PERF_BUDGET_BASELINE, else what perf-budget.toml says, else main]
    name: Option<String>,
    #[command(flatten)]
    source: Source,
}

#[derive(Debug, Args)]
struct Diff {
    #[command(flatten)]
    named: Named,
    /// The language of the answer
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Language,
}

/// The languages of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// For a person
    Terminal,
    /// For programs: every figure, before and now
    Json,
}

#[derive(Debug, Args)]
struct Review {
    #[command(flatten)]
    named: Named,
    /// Refused with a word on what to use instead
    #[arg(long, hide = true)]
    format: Option<String>,
}

#[derive(Debug, Args)]
struct Accept {
    /// Only functions whose path contains one of these
    #[arg(value_name = "FUNCTION")]
    functions: Vec<String>,
    /// The baseline's name [default: PERF_BUDGET_BASELINE, else what perf-budget.toml says, else main]
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    source: Source,
}

#[derive(Debug, Args)]
struct Drop {
    /// The baseline's name
    name: String,
    #[command(flatten)]
    place: Place,
}

/// The run that is meant.
#[derive(Debug, Args)]
struct Source {
    #[command(flatten)]
    place: Place,
    /// These run files, or folders of them, instead of the last check
    #[arg(long, value_name = "PATH", num_args = 1..)]
    from: Vec<PathBuf>,
}

/// What all actions share.
struct Context {
    workspace: Workspace,
    settings: Settings,
    path: PathBuf,
    file: Baselines,
}

impl Context {
    fn open(place: &Place) -> Result<Self, Fault> {
        let options = CargoOptions::of_manifest(place.manifest_path.clone());
        let workspace = Workspace::find(&options)?;
        let settings = Settings::load(workspace.root())?;
        let path = workspace.root().join(baseline::FILE);
        let file = baseline::read(&path)?;
        Ok(Self {
            workspace,
            settings,
            path,
            file,
        })
    }

    /// The name that was given, or the one that is meant then.
    fn name(&self, given: Option<&String>) -> Result<String, Fault> {
        let chosen = baseline::chosen(given.map(String::as_str), &self.settings)?;
        Ok(chosen.name)
    }

    fn existing(&self, name: &str) -> Result<&Baseline, Fault> {
        self.file.baselines.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.file.baselines.keys().map(String::as_str).collect();
            let known = if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            };
            Fault::new(Exit::BadConfig, format!("there is no baseline `{name}`"))
                .at(self.path.display())
                .remedy(format!(
                    "known baselines: {known}; `cargo perf-budget baseline save {name}` makes one"
                ))
        })
    }

    /// The report that is meant: the last check's, or that of the given run files.
    fn report(&self, from: &[PathBuf]) -> Result<Report, Fault> {
        let latest = [self.workspace.home()?.join(LATEST)];
        if from.is_empty() && !latest[0].is_file() {
            return Err(Fault::new(Exit::Io, "there is no report of a check")
                .at(latest[0].display())
                .remedy("run `cargo perf-budget check` first, or name run files with --from"));
        }
        let merged = runs::merged(if from.is_empty() { &latest } else { from })?;
        // A baseline of half a run would make the other half look new.
        match merged.refused.into_iter().next() {
            Some(fault) => Err(fault),
            None => Ok(merged.report),
        }
    }
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    match &arguments.action {
        Action::Save(named) => change::save(global, named),
        Action::Accept(accept) => change::accept(global, accept),
        Action::Drop(drop) => change::drop(global, drop),
        Action::List(place) => look::list(place),
        Action::Show(named) => look::show(named),
        Action::Diff(diff) => look::diff(global, diff),
        Action::Review(review) => review::review(global, review),
    }
}
