//! `init`: shows what a package needs for budgets in CI, and adds it.

use std::io::{self, BufRead as _, Write as _};
use std::path::{Path, PathBuf};

use cargo_metadata::Package;
use clap::Args;

use crate::cli::{CargoOptions, Global};
use crate::console;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::init::{self, Dependency, Plan};
use crate::settings::Settings;
use crate::workspace::{Workspace, repository};

/// Prepare a package for budgets: dependency, feature, harness, settings, CI
///
/// Adds to an existing package what it lacks: the dependency `perf-runtime`, the feature `monitoring`, a test target
/// `budgets` that judges every budget by workloads, `[profile.test] opt-level = 3` (budgets mean optimised code), a
/// commented perf-budget.toml, a shell script for any CI system and a workflow for GitHub Actions. The changes are shown
/// first. Files that exist are not replaced, and a second time adds nothing.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// The package, where the workspace has several
    #[arg(long, short, value_name = "NAME")]
    package: Option<String>,
    /// Take perf-runtime from this folder instead of the registry; written relative to the package if it is given relative
    /// or lies in the same repository
    #[arg(long, value_name = "PATH", conflicts_with = "runtime_git")]
    runtime_path: Option<PathBuf>,
    /// Take perf-runtime from this git repository instead of the registry
    #[arg(long, value_name = "URL")]
    runtime_git: Option<String>,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    let mut options = CargoOptions::of_manifest(arguments.manifest_path.clone());
    options.package.extend(arguments.package.clone());
    let workspace = Workspace::find(&options)?;
    let settings = Settings::load(workspace.root())?;
    let package = only_package(&workspace)?;
    let repository = repository(workspace.root());
    let dependency = dependency(arguments, repository.as_deref())?;
    let Plan { changes, taken } = init::planned(
        workspace.root(),
        repository.as_deref(),
        package,
        &settings.check.feature,
        &dependency,
    )?;
    if let Some(path) = &taken {
        console::warn(global, &about_taken(path, &settings.check.feature));
    }
    if changes.is_empty() {
        let rest = if taken.is_some() { " else" } else { "" };
        console::answer(&format!("nothing{rest} to add: everything is there\n"))?;
        return Ok(Exit::Success);
    }
    console::answer(&init::diff(&changes, workspace.root()))?;
    if let Dependency::Path {
        folder,
        near: false,
    } = &dependency
    {
        let text = format!(
            "{} is a folder of this machine: others will not find perf-runtime there\n   = help: give a path relative to this \
             folder, or --runtime-git",
            folder.display()
        );
        console::warn(global, &text);
    }
    if !arguments.yes && !agreed()? {
        console::status(global, "Left", "everything as it was");
        return Ok(Exit::Success);
    }
    init::apply(&changes)?;
    console::status(global, "Changed", &console::count(changes.len(), "file"));
    let next = format!(
        "write #[{}::perf_budget(max_ms = 2.0)] on a function, then run `cargo perf-budget check`",
        init::runtime(package)
    );
    console::status(global, "Next", &next);
    Ok(Exit::Success)
}

/// What is not added because a test of the user's has its name.
fn about_taken(path: &Path, feature: &str) -> String {
    format!(
        "{} is a test of yours: no test target that judges budgets by workloads was added in its place\n   = help: give your \
         test another name and run `cargo perf-budget init` again, or, if it is such a harness, write `[[test]] name = \
         \"budgets\", harness = false, required-features = [\"{feature}\"]` into Cargo.toml",
        path.display()
    )
}

fn only_package(workspace: &Workspace) -> Result<&Package, Fault> {
    match workspace.selected().as_slice() {
        [package] => Ok(package),
        several => {
            let names: Vec<&str> = several
                .iter()
                .map(|package| package.name.as_str())
                .collect();
            let what = "the workspace has several packages".to_owned();
            Err(Fault::new(Exit::BadConfig, what)
                .remedy(format!("name one with --package: {}", names.join(", "))))
        }
    }
}

fn dependency(arguments: &Arguments, repository: Option<&Path>) -> Result<Dependency, Fault> {
    Ok(match (&arguments.runtime_path, &arguments.runtime_git) {
        (Some(path), _) => {
            // Cargo reads paths relative to the manifest; ours is relative to where the person stands.
            let folder = path
                .canonicalize()
                .map_err(|error| Fault::io("find perf-runtime", path, &error))?;
            if !folder.join("Cargo.toml").is_file() {
                let what = "there is no Cargo.toml in this folder";
                return Err(Fault::new(Exit::BadConfig, what)
                    .at(path.display())
                    .remedy("name the folder `perf-runtime` of its repository"));
            }
            let repository = repository.and_then(|repository| repository.canonicalize().ok());
            let near = path.is_relative()
                || repository.is_some_and(|repository| folder.starts_with(repository));
            Dependency::Path { folder, near }
        }
        (None, Some(url)) => Dependency::Git(url.clone()),
        (None, None) => Dependency::Registry,
    })
}

fn agreed() -> Result<bool, Fault> {
    let failed = |error| Fault::new(Exit::Io, format!("cannot ask: {error}"));
    let mut err = io::stderr().lock();
    write!(err, "make these changes? [y/N] ").map_err(failed)?;
    err.flush().map_err(failed)?;
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer).map_err(failed)?;
    if read == 0 {
        return Err(
            Fault::new(Exit::BadConfig, "nobody answers: nothing was changed")
                .remedy("pass --yes to make the changes without asking"),
        );
    }
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
