//! Everything that `init` adds to a package, a workspace and a repository.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Package, TargetKind};

use super::change::Change;
use super::manifest::{self, Dependency, HARNESS, RUNTIME, Wanted};
use crate::fault::Fault;
use crate::settings;

const SETTINGS: &str = include_str!("templates/perf-budget.toml");
const HARNESS_SOURCE: &str = include_str!("templates/budgets.rs");
const SCRIPT: &str = include_str!("templates/perf-budget.sh");
const WORKFLOW: &str = include_str!("templates/perf-budget.yml");

/// Where the shell script goes, below the workspace root.
const SCRIPT_PATH: &str = "ci/perf-budget.sh";

/// What is to be done to a package.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) changes: Vec<Change>,
    /// A test of the user's own that has the name of the harness, and stays what it is.
    pub(crate) taken: Option<PathBuf>,
}

/// What this package still needs. `repository` is the folder of its git repository, where there is one.
pub(crate) fn planned(
    root: &Path,
    repository: Option<&Path>,
    package: &Package,
    feature: &str,
    dependency: &Dependency,
) -> Result<Plan, Fault> {
    let manifest = package.manifest_path.as_std_path().to_owned();
    let folder = manifest.parent().unwrap_or(root).to_owned();
    let library = library(package);
    let root_manifest = root.join("Cargo.toml");
    let taken = library.as_ref().and_then(|_| taken(package, &folder));
    let wanted = Wanted {
        dependency,
        known: known(package),
        feature,
        harness: library.is_some() && taken.is_none(),
    };
    let of_package = |text: &str| manifest::package(text, &folder, &wanted);
    let mut changes = Vec::new();
    if manifest == root_manifest {
        let both = |text: &str| manifest::workspace(&of_package(text)?);
        changes.push(Change::edited(manifest, both)?);
    } else {
        changes.push(Change::edited(manifest, of_package)?);
        changes.push(Change::edited(root_manifest, manifest::workspace)?);
    }
    if let Some(library) = &library {
        let source = HARNESS_SOURCE
            .replace("perf_runtime", &runtime(package))
            .replace("{crate}", library);
        changes.push(Change::made(harness_path(&folder), source).filter(|_| wanted.harness));
    }
    changes.push(Change::made(root.join(settings::FILE), SETTINGS.to_owned()));
    let script = SCRIPT.replace("{install}", &dependency.install(root));
    changes.push(Change::made(root.join(SCRIPT_PATH), script).map(Change::executable));
    let repository = repository.unwrap_or(root);
    let below = root.strip_prefix(repository).unwrap_or(Path::new(""));
    let script = below.join(SCRIPT_PATH).display().to_string();
    let built = below.join("target").display().to_string();
    let target = below.join("target/perf-budget").display().to_string();
    let workflow = WORKFLOW
        .replace("{script}", &script)
        .replace("{built}", &built)
        .replace("{target}", &target);
    let path = repository.join(".github/workflows/perf-budget.yml");
    changes.push(Change::made(path, workflow));
    Ok(Plan {
        changes: changes.into_iter().flatten().collect(),
        taken,
    })
}

fn harness_path(folder: &Path) -> PathBuf {
    folder.join(format!("tests/{HARNESS}.rs"))
}

/// A test with the harness's name that the manifest does not mention: as a harness it would run none of its tests any more.
fn taken(package: &Package, folder: &Path) -> Option<PathBuf> {
    // A manifest that cannot be read is told where it is edited.
    let text = fs::read_to_string(&package.manifest_path).unwrap_or_default();
    if manifest::names_harness(&text) {
        return None;
    }
    let is_test = |kind: &TargetKind| matches!(kind, TargetKind::Test);
    let mut targets = package.targets.iter();
    let found = targets.find(|target| target.name == HARNESS && target.kind.iter().any(is_test));
    let found = found.map(|target| target.src_path.clone().into_std_path_buf());
    // Cargo finds no test where the manifest forbids it to look.
    found.or_else(|| Some(harness_path(folder)).filter(|path| path.exists()))
}

/// The key of perf-runtime in the package's manifest; a rename can stand in the workspace's.
fn known(package: &Package) -> Option<&str> {
    let ours = |dependency: &&cargo_metadata::Dependency| {
        dependency.name == RUNTIME && dependency.kind == DependencyKind::Normal
    };
    let known = package.dependencies.iter().find(ours)?;
    Some(known.rename.as_deref().unwrap_or(RUNTIME))
}

/// The name by which the package's code knows perf-runtime.
pub(crate) fn runtime(package: &Package) -> String {
    known(package).unwrap_or(RUNTIME).replace('-', "_")
}

/// The name by which tests link the package's library.
fn library(package: &Package) -> Option<String> {
    let linked = |kind: &TargetKind| matches!(kind, TargetKind::Lib | TargetKind::RLib);
    let mut targets = package.targets.iter();
    let target = targets.find(|target| target.kind.iter().any(linked))?;
    Some(target.name.replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::SETTINGS;
    use crate::settings::Settings;

    #[test]
    fn the_commented_settings_are_the_defaults() {
        let settings: Settings = toml::from_str(SETTINGS).unwrap();
        assert_eq!(settings, Settings::default());
    }
}
