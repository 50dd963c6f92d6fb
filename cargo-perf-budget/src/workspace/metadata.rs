//! What cargo knows of the workspace.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{Metadata, MetadataCommand, Package};
use perf_runtime::config::DIRECTORY_VARIABLE;

use crate::cli::CargoOptions;
use crate::exit::Exit;
use crate::fault::Fault;

/// The package whose attributes budgets are.
const RUNTIME: &str = "perf-runtime";

/// The workspace that the options select.
#[derive(Debug)]
pub(crate) struct Workspace {
    metadata: Metadata,
    options: CargoOptions,
}

impl Workspace {
    /// Asks cargo, without resolving or downloading dependencies.
    pub(crate) fn find(options: &CargoOptions) -> Result<Self, Fault> {
        let mut command = MetadataCommand::new();
        command.cargo_path(cargo()).no_deps();
        if let Some(path) = &options.manifest_path {
            command.manifest_path(path);
        }
        let metadata = command.exec().map_err(|error| {
            let text = match &error {
                cargo_metadata::Error::CargoMetadata { stderr } => {
                    stderr.trim().trim_start_matches("error: ").to_owned()
                }
                error => error.to_string(),
            };
            Fault::new(Exit::BadConfig, text)
                .remedy("run this in a cargo workspace, or name one with --manifest-path")
        })?;
        let workspace = Self {
            metadata,
            options: options.clone(),
        };
        workspace.known_packages()?;
        Ok(workspace)
    }

    fn known_packages(&self) -> Result<(), Fault> {
        let members = self.members();
        for name in self.options.package.iter().chain(&self.options.exclude) {
            if !members.iter().any(|member| member.name.as_str() == name) {
                let what = format!("no package of this workspace is called `{name}`");
                let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
                let remedy = format!("its packages are {}", names.join(", "));
                return Err(Fault::new(Exit::BadConfig, what).remedy(remedy));
            }
        }
        Ok(())
    }

    /// The folder of the workspace's manifest.
    pub(crate) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// Where run files, history and the last report are: `PERF_BUDGET_DIR`, or `perf-budget` in the target folder.
    pub(crate) fn home(&self) -> Result<PathBuf, Fault> {
        match env::var_os(DIRECTORY_VARIABLE) {
            Some(folder) => std::path::absolute(&folder).map_err(|error| {
                Fault::new(
                    Exit::BadConfig,
                    format!("{DIRECTORY_VARIABLE} is no folder: {error}"),
                )
            }),
            None => {
                let target = self.metadata.target_directory.as_std_path();
                Ok(target.join("perf-budget"))
            }
        }
    }

    /// All packages of the workspace.
    pub(crate) fn members(&self) -> Vec<&Package> {
        self.metadata.workspace_packages()
    }

    /// The packages that the options select: all members unless some are named.
    pub(crate) fn selected(&self) -> Vec<&Package> {
        let options = &self.options;
        let mut members = self.members();
        members.retain(|member| {
            let name = member.name.as_str();
            let among = |names: &[String]| names.iter().any(|named| named == name);
            (options.package.is_empty() || among(&options.package)) && !among(&options.exclude)
        });
        members
    }

    /// Whether any selected package depends on perf-runtime.
    pub(crate) fn uses_budgets(&self) -> bool {
        self.selected().iter().any(|package| {
            package
                .dependencies
                .iter()
                .any(|dependency| dependency.name == RUNTIME)
        })
    }

    /// `cargo <verb>` on the selected packages with monitoring on.
    pub(crate) fn cargo(&self, verb: &[&str], feature: &str) -> Command {
        let options = &self.options;
        let mut command = Command::new(cargo());
        command.args(verb);
        if let Some(path) = &options.manifest_path {
            command.arg("--manifest-path").arg(path);
        }
        if options.package.is_empty() {
            command.arg("--workspace");
        }
        for name in &options.package {
            command.arg("--package").arg(name);
        }
        for name in &options.exclude {
            command.arg("--exclude").arg(name);
        }
        // `--features monitoring` alone is refused when one of the named packages lacks the feature.
        let mut features: Vec<String> = self
            .selected()
            .iter()
            .filter(|package| package.features.contains_key(feature))
            .map(|package| format!("{}/{feature}", package.name))
            .collect();
        features.extend(options.features.iter().cloned());
        if !features.is_empty() {
            command.arg("--features").arg(features.join(","));
        }
        if options.all_features {
            command.arg("--all-features");
        }
        if options.no_default_features {
            command.arg("--no-default-features");
        }
        command
    }

    /// The options that selected it.
    pub(crate) fn options(&self) -> &CargoOptions {
        &self.options
    }

    /// The profile asked for.
    pub(crate) fn profile(&self) -> Option<&str> {
        self.options.profile.as_deref()
    }
}

/// The cargo that called us, or the one in the path.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"))
}
