//! Everything that `init` adds to a package, a workspace and a repository.

use std::path::Path;

use cargo_metadata::{Package, TargetKind};

use super::change::Change;
use super::manifest::{self, Dependency, HARNESS, RUNTIME};
use crate::fault::Fault;
use crate::settings;

const SETTINGS: &str = include_str!("templates/perf-budget.toml");
const HARNESS_SOURCE: &str = include_str!("templates/budgets.rs");
const SCRIPT: &str = include_str!("templates/perf-budget.sh");
const WORKFLOW: &str = include_str!("templates/perf-budget.yml");

/// Where the shell script goes, below the workspace root.
const SCRIPT_PATH: &str = "ci/perf-budget.sh";

/// The changes that this package still needs. `repository` is the folder of its git repository, where there is one.
pub(crate) fn planned(
    root: &Path,
    repository: Option<&Path>,
    package: &Package,
    feature: &str,
    dependency: &Dependency,
) -> Result<Vec<Change>, Fault> {
    let manifest = package.manifest_path.as_std_path().to_owned();
    let folder = manifest.parent().unwrap_or(root).to_owned();
    let library = library(package);
    let root_manifest = root.join("Cargo.toml");
    let of_package =
        |text: &str| manifest::package(text, &folder, dependency, feature, library.is_some());
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
        let path = folder.join(format!("tests/{HARNESS}.rs"));
        changes.push(Change::made(path, source));
    }
    changes.push(Change::made(root.join(settings::FILE), SETTINGS.to_owned()));
    let script = SCRIPT.replace("{install}", &dependency.install(root));
    changes.push(Change::made(root.join(SCRIPT_PATH), script).map(Change::executable));
    let repository = repository.unwrap_or(root);
    let below = root.strip_prefix(repository).unwrap_or(Path::new(""));
    let script = below.join(SCRIPT_PATH).display().to_string();
    let target = below.join("target/perf-budget").display().to_string();
    let workflow = WORKFLOW
        .replace("{script}", &script)
        .replace("{target}", &target);
    let path = repository.join(".github/workflows/perf-budget.yml");
    changes.push(Change::made(path, workflow));
    Ok(changes.into_iter().flatten().collect())
}

/// The name by which the package's code knows perf-runtime.
pub(crate) fn runtime(package: &Package) -> String {
    let mut known = package.dependencies.iter();
    let known = known.find(|dependency| dependency.name == RUNTIME);
    let renamed = known.and_then(|dependency| dependency.rename.as_deref());
    renamed.unwrap_or(RUNTIME).replace('-', "_")
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
