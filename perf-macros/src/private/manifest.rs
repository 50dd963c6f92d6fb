//! Finds under which name the user's `Cargo.toml` lists the runtime.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::toml::{Entry, entries};

const PACKAGE: &str = "perf-runtime";
const DEFAULT_NAME: &str = "perf_runtime";

thread_local! {
    /// Manifest folder and answer of the last question: one compilation asks thousands of times.
    static LAST: RefCell<Option<(PathBuf, String)>> = const { RefCell::new(None) };
}

/// The crate name of the runtime in the crate being compiled, `perf_runtime` unless renamed.
pub(super) fn runtime_name() -> String {
    let Some(folder) = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        return DEFAULT_NAME.to_owned();
    };
    LAST.with_borrow_mut(|last| match last {
        Some((known, name)) if *known == folder => name.clone(),
        _ => {
            let name = name_in(&folder).unwrap_or_else(|| DEFAULT_NAME.to_owned());
            *last = Some((folder, name.clone()));
            name
        }
    })
}

fn name_in(folder: &Path) -> Option<String> {
    let read = |folder: &Path| std::fs::read_to_string(folder.join("Cargo.toml")).ok();
    let workspace = || {
        let manifests = folder
            .ancestors()
            .filter_map(read)
            .map(|text| entries(&text));
        manifests
            .into_iter()
            .find(|entries| entries.iter().any(|entry| entry.path[0] == "workspace"))
    };
    renamed(&entries(&read(folder)?), workspace)
}

/// What a manifest says of one dependency name.
#[derive(Default)]
struct Dependency {
    package: Option<String>,
    inherited: bool,
}

/// The runtime's name when it is not its own; `workspace` fetches the root's manifest if entries defer to it.
fn renamed(manifest: &[Entry], workspace: impl FnOnce() -> Option<Vec<Entry>>) -> Option<String> {
    let listed = dependencies(manifest, own_dependency);
    let inherits = listed.values().any(|dependency| dependency.inherited);
    let root = if inherits { workspace() } else { None }.unwrap_or_default();
    let shared = dependencies(&root, shared_dependency);
    let is_runtime = |name: &str, dependency: &Dependency| {
        let said = if dependency.inherited {
            shared.get(name)
        } else {
            Some(dependency)
        };
        said.and_then(|said| said.package.as_deref())
            .unwrap_or(name)
            == PACKAGE
    };
    let mut names = listed
        .iter()
        .filter(|(name, dependency)| is_runtime(name, dependency));
    let (first, _) = names.next()?;
    // Listed twice, as itself and renamed, its own name is as good as any.
    Some(first.replace('-', "_"))
}

fn dependencies<'a>(
    manifest: &'a [Entry],
    below: impl Fn(&'a [String]) -> Option<&'a [String]>,
) -> BTreeMap<&'a str, Dependency> {
    let mut listed = BTreeMap::<&str, Dependency>::new();
    for entry in manifest {
        let Some([name, field @ ..]) = below(&entry.path) else {
            continue;
        };
        let dependency = listed.entry(name).or_default();
        match field.first().map(String::as_str) {
            Some("package") => dependency.package = Some(entry.value.clone()),
            Some("workspace") => dependency.inherited = true,
            _ => {}
        }
    }
    listed
}

/// The path below `[dependencies]`, its siblings, and the same under `[target.'…']`.
fn own_dependency(path: &[String]) -> Option<&[String]> {
    let path = if path[0] == "target" {
        path.get(2..)?
    } else {
        path
    };
    let (kind, below) = path.split_first()?;
    matches!(
        kind.as_str(),
        "dependencies" | "dev-dependencies" | "build-dependencies"
    )
    .then_some(below)
}

fn shared_dependency(path: &[String]) -> Option<&[String]> {
    let [first, second, below @ ..] = path else {
        return None;
    };
    (first == "workspace" && second == "dependencies").then_some(below)
}

#[cfg(test)]
mod tests {
    use super::{entries, renamed};

    fn name(manifest: &str) -> Option<String> {
        renamed(&entries(manifest), || None)
    }

    #[test]
    fn listed_as_itself() {
        assert_eq!(
            name("[dependencies]\nperf-runtime = \"0.1\"").as_deref(),
            Some("perf_runtime")
        );
    }

    #[test]
    fn not_listed() {
        assert_eq!(
            name("[package]\nname = \"x\"\n[dependencies]\nserde = '1'"),
            None
        );
    }

    #[test]
    fn renamed_inline_in_a_table_and_dotted() {
        let inline = "[dependencies]\n# a # comment\npr = { version = \"0.1\", package = \"perf-runtime\" } # x";
        let table =
            "[dev-dependencies.\"speed-limits\"]\nversion = \"0.1\"\npackage = 'perf-runtime'";
        let dotted = "[dependencies]\npr.package = \"perf-runtime\"\npr.path = \"..\"";
        let multi = "[dependencies]\npr = {\n  features = [\"a\", \"]\"], # no\n  package = \"perf-runtime\",\n}";
        assert_eq!(name(inline).as_deref(), Some("pr"));
        assert_eq!(name(table).as_deref(), Some("speed_limits"));
        assert_eq!(name(dotted).as_deref(), Some("pr"));
        assert_eq!(name(multi).as_deref(), Some("pr"));
    }

    #[test]
    fn renamed_for_one_target() {
        let manifest = "[target.'cfg(unix)'.dependencies]\npr = { package = \"perf-runtime\" }";
        assert_eq!(name(manifest).as_deref(), Some("pr"));
    }

    #[test]
    fn the_name_of_another_package_is_not_ours() {
        let manifest = "[dependencies]\nperf-runtime = { package = \"other\" }\nz = { package = \"perf-runtime\" }";
        assert_eq!(name(manifest).as_deref(), Some("z"));
    }

    #[test]
    fn inherited_from_the_workspace() {
        let own = entries("[dependencies]\npr = { workspace = true }\nserde.workspace = true");
        let root = "[workspace]\nmembers = []\n[workspace.dependencies]\npr = { package = \"perf-runtime\" }";
        assert_eq!(renamed(&own, || Some(entries(root))).as_deref(), Some("pr"));
        assert_eq!(renamed(&own, || None), None);
    }
}
