//! The additions to a user's Cargo.toml; its layout and comments stay.

use std::path::{Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::change::relative;
use crate::exit::Exit;
use crate::fault::Fault;

/// The package that budgets come from.
pub(super) const RUNTIME: &str = "perf-runtime";
/// Its feature that turns monitoring on.
const RUNTIME_FEATURE: &str = "monitoring";
/// The name of the test target that runs all budgets.
pub(super) const HARNESS: &str = "budgets";

/// Where the dependency comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dependency {
    Registry,
    Path {
        /// Without links, so that the way to it can be told from any folder.
        folder: PathBuf,
        /// Whether whoever has the package has this folder at the same place beside it.
        near: bool,
    },
    Git(String),
}

impl Dependency {
    /// What a manifest in this folder says.
    fn value(&self, from: &Path) -> Value {
        let of = |key: &str, text: &str| {
            let mut table = InlineTable::new();
            table.insert(key, text.into());
            Value::InlineTable(table)
        };
        match self {
            // The minor version is what counts below 1.0.
            Self::Registry => concat!(
                env!("CARGO_PKG_VERSION_MAJOR"),
                ".",
                env!("CARGO_PKG_VERSION_MINOR")
            )
            .into(),
            Self::Path { folder, near } => of("path", &way(folder, *near, from)),
            Self::Git(url) => of("git", url),
        }
    }

    /// What `cargo install`, run in this folder, needs to find the subcommand of the same origin.
    pub(super) fn install(&self, from: &Path) -> String {
        match self {
            Self::Registry => "cargo-perf-budget".to_owned(),
            Self::Path { folder, near } => {
                let beside = folder.with_file_name("cargo-perf-budget");
                format!("--path {}", quoted(&way(&beside, *near, from)))
            }
            Self::Git(url) => format!("--git {} cargo-perf-budget", quoted(url)),
        }
    }
}

/// The path to a folder, as it is written into a file in another one.
fn way(to: &Path, near: bool, from: &Path) -> String {
    if !near {
        return to.to_string_lossy().into_owned();
    }
    // The way up leads through the folders that are, not through links to them.
    let from = from.canonicalize().unwrap_or_else(|_| from.to_owned());
    let way = relative(to, &from);
    // Cargo takes forward slashes on every system.
    way.to_string_lossy().replace('\\', "/")
}

/// One word of a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// What a package's manifest is to have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) dependency: &'a Dependency,
    /// The dependency's key in the manifest, where the package has it.
    pub(super) known: Option<&'a str>,
    /// The package's feature that turns monitoring on.
    pub(super) feature: &'a str,
    /// Whether a test target is to run all budgets.
    pub(super) harness: bool,
}

/// Adds what is wanted and missing to a package's manifest in this folder.
pub(super) fn package(text: &str, folder: &Path, wanted: &Wanted<'_>) -> Result<String, Fault> {
    let Wanted {
        dependency,
        known,
        feature,
        harness,
    } = *wanted;
    let mut document = parsed(text)?;
    let dependencies = table(&mut document, "dependencies")?;
    if known.is_none() && !dependencies.contains_key(RUNTIME) {
        dependencies.insert(RUNTIME, Item::Value(dependency.value(folder)));
    }
    let key = known.unwrap_or(RUNTIME);
    let features = table(&mut document, "features")?;
    let list = features
        .entry(feature)
        .or_insert(Item::Value(Value::Array(Array::new())));
    let list = list.as_array_mut().ok_or_else(|| odd(feature))?;
    // The second is how an optional dependency is spelled.
    let spelled = ["", "?"].map(|mark| format!("{key}{mark}/{RUNTIME_FEATURE}"));
    let turned_on = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        spelled.iter().any(|spelled| spelled == text)
    };
    if !list.iter().any(turned_on) {
        list.push(&spelled[0]);
    }
    if harness {
        let tests = document
            .entry("test")
            .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        let tests = tests.as_array_of_tables_mut().ok_or_else(|| odd("test"))?;
        if !tests.iter().any(is_harness) {
            tests.push(target(feature));
        }
    }
    Ok(document.to_string())
}

fn is_harness(target: &Table) -> bool {
    target.get("name").and_then(Item::as_str) == Some(HARNESS)
}

/// Whether a manifest says itself what the test target of all budgets is.
pub(super) fn names_harness(text: &str) -> bool {
    let document = text.parse::<DocumentMut>().unwrap_or_default();
    let tests = document.get("test").and_then(Item::as_array_of_tables);
    tests.is_some_and(|tests| tests.iter().any(is_harness))
}

fn target(feature: &str) -> Table {
    let mut target = Table::new();
    target.insert("name", toml_edit::value(HARNESS));
    target.insert("harness", toml_edit::value(false));
    let mut features = Array::new();
    features.push(feature);
    target.insert("required-features", toml_edit::value(features));
    target
}

/// Lets tests be built optimised, unless somebody decided on it.
pub(super) fn workspace(text: &str) -> Result<String, Fault> {
    let mut document = parsed(text)?;
    let profiles = document.entry("profile").or_insert(Item::Table({
        let mut profiles = Table::new();
        profiles.set_implicit(true);
        profiles
    }));
    let profiles = profiles.as_table_like_mut().ok_or_else(|| odd("profile"))?;
    let test = profiles.entry("test").or_insert(Item::Table({
        let mut profile = Table::new();
        profile
            .decor_mut()
            .set_prefix("\n# Budgets mean optimised code.\n");
        profile
    }));
    let test = test
        .as_table_like_mut()
        .ok_or_else(|| odd("profile.test"))?;
    if !test.contains_key("opt-level") {
        test.insert("opt-level", toml_edit::value(3));
    }
    Ok(document.to_string())
}

fn parsed(text: &str) -> Result<DocumentMut, Fault> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        Fault::new(Exit::BadConfig, error.to_string().trim_end().to_owned())
    })
}

fn table<'a>(document: &'a mut DocumentMut, key: &str) -> Result<&'a mut dyn TableLike, Fault> {
    let item = document.entry(key).or_insert(Item::Table(Table::new()));
    item.as_table_like_mut().ok_or_else(|| odd(key))
}

fn odd(key: &str) -> Fault {
    Fault::new(
        Exit::BadConfig,
        format!("`{key}` is not what cargo expects there"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = ".";
    const LAID_OUT: &str = "# mine\n[package]\nname = \"k\"   # the name\nversion = \"0.1.0\"\n\n[dependencies]\n\
                            serde = \"1\" # for files\n\n[features]\ndefault = []\n";

    fn package(text: &str, folder: &str, dependency: &Dependency) -> Result<String, Fault> {
        let wanted = Wanted {
            dependency,
            known: None,
            feature: "monitoring",
            harness: true,
        };
        super::package(text, Path::new(folder), &wanted)
    }

    #[test]
    fn what_is_added_leaves_layout_and_comments() {
        let near = Dependency::Path {
            folder: PathBuf::from("/no/perf-runtime"),
            near: true,
        };
        let once = package(LAID_OUT, "/no/k", &near).unwrap();
        insta::assert_snapshot!(workspace(&once).unwrap());
    }

    #[test]
    fn twice_is_once() {
        for dependency in [
            Dependency::Registry,
            Dependency::Git("https://example.org/r".to_owned()),
        ] {
            let once = package(LAID_OUT, HERE, &dependency).unwrap();
            let once = workspace(&once).unwrap();
            let twice = package(&once, HERE, &dependency).unwrap();
            assert_eq!(workspace(&twice).unwrap(), once);
        }
    }

    #[test]
    fn a_renamed_dependency_and_a_decided_profile_stay() {
        let text = "[dependencies]\nperf = { package = \"perf-runtime\", version = \"0.1\" }\n\
                    [features]\nmonitoring = [\"perf/monitoring\"]\n[profile.test]\nopt-level = 1\n";
        assert_eq!(workspace(&called("perf", text)).unwrap(), text);
    }

    /// What is made of a package's manifest that calls the dependency so.
    fn called(key: &str, text: &str) -> String {
        let wanted = Wanted {
            dependency: &Dependency::Registry,
            known: Some(key),
            feature: "monitoring",
            harness: false,
        };
        super::package(text, Path::new(HERE), &wanted).unwrap()
    }

    #[test]
    fn the_feature_is_that_of_the_dependency_by_its_name_in_the_manifest() {
        // The workspace says which package that is.
        let text = "[dependencies]\nlimits.workspace = true\n";
        let added = format!("{text}\n[features]\nmonitoring = [\"limits/monitoring\"]\n");
        assert_eq!(called("limits", text), added);
        // The monitoring of another crate is not ours.
        let text = "[dependencies]\n[features]\nmonitoring = [\"other/monitoring\"]\n";
        let added = text.replace("\"]", "\", \"perf-runtime/monitoring\"]");
        assert_eq!(called(RUNTIME, text), added);
        let text = "[dependencies]\n[features]\nmonitoring = [\"perf-runtime?/monitoring\"]\n";
        assert_eq!(called(RUNTIME, text), text);
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        assert!(package("[package", HERE, &Dependency::Registry).is_err());
        let odd = package("dependencies = 3\n", HERE, &Dependency::Registry);
        assert!(odd.unwrap_err().to_string().contains("`dependencies`"));
    }

    #[test]
    fn no_path_is_more_than_one_word_of_a_shell() {
        let path = |near| Dependency::Path {
            folder: PathBuf::from("/no/it's/perf-runtime"),
            near,
        };
        let install = |near| path(near).install(Path::new("/no/a b/k"));
        assert_eq!(install(false), "--path '/no/it'\\''s/cargo-perf-budget'");
        assert_eq!(install(true), "--path '../../it'\\''s/cargo-perf-budget'");
    }
}
