//! The start-up of the program that `[startup]` names, measured after the tests and left as a run file among theirs.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cargo_metadata::{Package, TargetKind};
use perf_runtime::class::Classes;
use perf_runtime::report::Report;
use perf_runtime::startup::StartupSettings;

use crate::cli::Global;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::settings::{self, Settings};
use crate::workspace::{Program, Workspace};
use crate::{console, files, render};

/// The program that is to be measured.
#[derive(Debug)]
#[cfg_attr(not(unix), expect(dead_code, reason = "no start-up is measured there"))]
pub(crate) struct Subject<'a> {
    /// The name of its binary target.
    pub(crate) name: &'a str,
    package: &'a Package,
    limits: &'a StartupSettings,
    classes: &'a Classes,
}

impl<'a> Subject<'a> {
    /// What `[startup]` names, where the options select its package.
    pub(crate) fn find(
        workspace: &'a Workspace,
        settings: &'a Settings,
    ) -> Result<Option<Self>, Fault> {
        let limits = &settings.startup;
        let Some(name) = limits.program.as_deref() else {
            return Ok(None);
        };
        let members = workspace.members();
        if !members.iter().any(|package| has(package, name)) {
            return Err(unknown(workspace.root(), &members, limits, name));
        }
        let selected = workspace.selected().into_iter();
        let package = selected.into_iter().find(|package| has(package, name));
        Ok(package.map(|package| Self {
            name,
            package,
            limits,
            classes: &settings.classes,
        }))
    }

    /// Measures the program, and puts the report into the folder of the tests' run.
    pub(crate) fn measure(
        &self,
        global: &Global,
        program: &Program,
        run: &Path,
    ) -> Result<(), Fault> {
        let Self { name, limits, .. } = self;
        let starts = console::count(limits.runs, "start");
        console::status(global, "Measuring", &format!("{starts} of {name}"));
        let mut report = self.report(program)?;
        if run.is_dir() {
            // The tests' processes tell of this machine and this build, and with which clock functions were measured.
            report.environments.clear();
        }
        for environment in &mut report.environments {
            // What this process was built like is nobody's business.
            environment.opt_level.clone_from(&program.opt_level);
            environment.debug_assertions = program.debug_assertions;
        }
        let file = run.join(file_name(name));
        files::write_whole(&file, &render::run_file(&report)?)
    }

    #[cfg(unix)]
    fn report(&self, program: &Program) -> Result<Report, Fault> {
        let manifest = self.package.manifest_path.as_std_path();
        perf_runtime::testing::Startup::of(&program.path)
            .with(self.limits.clone())
            .within(manifest.parent().unwrap_or(manifest), self.classes)
            .measure()
            .map_err(settings::refused)
    }

    #[cfg(not(unix))]
    fn report(&self, _: &Program) -> Result<Report, Fault> {
        let what = format!(
            "the start-up of {} cannot be measured on this system",
            self.name
        );
        let remedy = "measure it on a Unix, or take `program` out of `[startup]`";
        Err(Fault::new(Exit::NotMeasured, what).remedy(remedy))
    }
}

/// In the form that the names of all run files have: a folder with any other file in it is kept for ever.
fn file_name(program: &str) -> String {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let process = std::process::id();
    format!("startup-{program}-{process}-{}.json", since.as_micros())
}

fn programs(package: &Package) -> impl Iterator<Item = &str> {
    let targets = package.targets.iter();
    let programs = targets.filter(|target| target.kind.contains(&TargetKind::Bin));
    programs.map(|target| &*target.name)
}

fn has(package: &Package, program: &str) -> bool {
    programs(package).any(|name| name == program)
}

fn unknown(root: &Path, members: &[&Package], limits: &StartupSettings, name: &str) -> Fault {
    let known: Vec<&str> = members
        .iter()
        .flat_map(|package| programs(package))
        .collect();
    let remedy = match known.as_slice() {
        [] => "it has none: take `program` out of `[startup]`".to_owned(),
        known => format!("its programs are {}", known.join(", ")),
    };
    let what =
        format!("`[startup]` names `{name}`, and no package of this workspace has such a program");
    let place = root.join(settings::FILE);
    Fault::new(Exit::BadConfig, what)
        .at(format!("{}:{}", place.display(), limits.line))
        .remedy(remedy)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::cli::CargoOptions;

    #[test]
    fn the_file_is_named_as_run_files_are() {
        let name = file_name("my-tool");
        let stem = name.strip_suffix(".json").unwrap();
        let parts: Vec<&str> = stem.rsplitn(3, '-').collect();
        assert!(parts[0].parse::<u64>().is_ok(), "{name}");
        assert_eq!(parts[1], std::process::id().to_string());
        assert_eq!(parts[2], "startup-my-tool");
    }

    #[test]
    fn a_program_is_found_in_the_package_that_has_it_where_that_is_selected() {
        let home = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\n");
        for package in ["a", "b"] {
            let manifest = format!("[package]\nname = \"{package}\"\nversion = \"0.1.0\"\n");
            write(&format!("{package}/Cargo.toml"), &manifest);
            write(&format!("{package}/src/lib.rs"), "");
        }
        write("b/src/bin/tool.rs", "fn main() {}");
        let of = |package: &[&str], program: &str| {
            let options = CargoOptions {
                manifest_path: Some(home.path().join("Cargo.toml")),
                package: package.iter().map(ToString::to_string).collect(),
                ..CargoOptions::default()
            };
            let workspace = Workspace::find(&options).unwrap();
            let mut settings = Settings::default();
            settings.startup.program = Some(program.to_owned());
            let found = Subject::find(&workspace, &settings);
            found.map(|subject| subject.map(|subject| subject.package.name.to_string()))
        };
        assert_eq!(of(&[], "tool"), Ok(Some("b".to_owned())));
        assert_eq!(of(&["b"], "tool"), Ok(Some("b".to_owned())));
        assert_eq!(of(&["a"], "tool"), Ok(None));
        // A library is no program.
        let fault = of(&["a"], "b").unwrap_err();
        assert_eq!(fault.exit(), Exit::BadConfig);
        assert!(
            fault.to_string().contains("its programs are tool"),
            "{fault}"
        );
    }
}
