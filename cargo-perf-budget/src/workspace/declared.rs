//! The budgets that the source declares, found by reading it: what no test links cannot show itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{Package, TargetKind};
use syn::visit::{self, Visit};
use syn::{Attribute, Ident};

use crate::exit::Exit;
use crate::fault::Fault;

/// The attributes that make a site.
const ATTRIBUTES: [&str; 2] = ["perf_budget", "monitored_workflow"];

/// A function that the source annotates.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Declared {
    /// The source file, relative to the workspace root where it lies below it.
    pub(crate) file: PathBuf,
    /// The line of the function's name.
    pub(crate) line: u32,
    /// The function's name.
    pub(crate) name: String,
    /// Its package.
    pub(crate) package: String,
}

/// Every annotated function in the libraries and programs of these packages, and the faults of files that cannot be read.
pub(crate) fn declared(root: &Path, packages: &[&Package]) -> (Vec<Declared>, Vec<Fault>) {
    let mut found = BTreeSet::new();
    let mut faults = Vec::new();
    for package in packages {
        let mut files = BTreeSet::new();
        for target in &package.targets {
            let is_product = target.kind.iter().any(|kind| {
                !matches!(
                    kind,
                    TargetKind::Test
                        | TargetKind::Bench
                        | TargetKind::Example
                        | TargetKind::CustomBuild
                )
            });
            let folder = target.src_path.as_std_path().parent();
            if let (true, Some(folder)) = (is_product, folder) {
                collect(folder, &mut files);
            }
        }
        for path in files {
            match in_file(&path) {
                Ok(functions) => found.extend(functions.into_iter().map(|(name, line)| Declared {
                    file: path.strip_prefix(root).unwrap_or(&path).to_owned(),
                    line,
                    name,
                    package: package.name.to_string(),
                })),
                Err(fault) => faults.push(fault),
            }
        }
    }
    (found.into_iter().collect(), faults)
}

/// Source files below a target's folder. Folders that cannot be read hold nothing that cargo could build either.
fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        // A program whose `main.rs` lies at the package's root has everything else beside it.
        let elsewhere = ["target", "tests", "benches", "examples"];
        let skipped = entry.file_name().to_str().is_none_or(|name| {
            name.starts_with('.') || elsewhere.contains(&name) || path.join("Cargo.toml").is_file()
        });
        if kind.is_dir() && !skipped {
            collect(&path, files);
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            files.insert(path);
        }
    }
}

/// Name and line of each annotated function in a file.
fn in_file(path: &Path) -> Result<Vec<(String, u32)>, Fault> {
    let bytes = fs::read(path).map_err(|error| Fault::io("read the source", path, &error))?;
    let text = String::from_utf8_lossy(&bytes);
    // Parsing takes a hundred times as long as looking.
    if !ATTRIBUTES.iter().any(|attribute| text.contains(attribute)) {
        return Ok(Vec::new());
    }
    let file = syn::parse_file(&text).map_err(|error| {
        let start = error.span().start();
        Fault::new(
            Exit::Io,
            format!("budgets in this file are not listed: {error}"),
        )
        .at(format!(
            "{}:{}:{}",
            path.display(),
            start.line,
            start.column + 1
        ))
    })?;
    let mut functions = Functions::default();
    functions.visit_file(&file);
    Ok(functions.found)
}

#[derive(Default)]
struct Functions {
    found: Vec<(String, u32)>,
}

impl Functions {
    fn look(&mut self, attributes: &[Attribute], name: &Ident) {
        if attributes.iter().any(is_ours) {
            let line = u32::try_from(name.span().start().line).unwrap_or(u32::MAX);
            self.found.push((name.to_string(), line));
        }
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.look(&function.attrs, &function.sig.ident);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.look(&function.attrs, &function.sig.ident);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.look(&function.attrs, &function.sig.ident);
        visit::visit_trait_item_fn(self, function);
    }
}

/// `#[perf_budget(…)]` by any path, also inside `cfg_attr`.
fn is_ours(attribute: &Attribute) -> bool {
    let ours = |ident: &Ident| ATTRIBUTES.iter().any(|name| ident == name);
    let last = attribute.path().segments.last();
    if last.is_some_and(|segment| ours(&segment.ident)) {
        return true;
    }
    attribute.path().is_ident("cfg_attr")
        && attribute.meta.require_list().is_ok_and(|list| {
            let tokens = list.tokens.to_string();
            let mut words = tokens.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(|word| ATTRIBUTES.contains(&word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(String, u32)> {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("lib.rs");
        fs::write(&path, source).unwrap();
        in_file(&path).unwrap()
    }

    #[test]
    fn functions_methods_and_inner_functions_are_found_at_their_names() {
        let source = "#[perf_budget(max_ms = 1)]\n#[inline]\npub fn a() {\n  #[perf_budget(max_ms = 1)] fn inner() {}\n}\n\
                      impl T { #[perf_runtime::monitored_workflow]\n async fn b(&self) {} fn c() {} }\n\
                      #[cfg_attr(feature = \"perf\", perf_budget(max_ms = 1))] fn d() {}\n\
                      trait U { #[perf_budget(max_ms = 1)] fn e() {} }\n// #[perf_budget]\nfn f() { \"perf_budget\"; }";
        let names = [("a", 3), ("inner", 4), ("b", 7), ("d", 8), ("e", 9)];
        assert_eq!(
            found(source),
            names.map(|(name, line)| (name.to_owned(), line))
        );
    }

    #[test]
    fn a_file_that_is_no_rust_is_named() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("lib.rs");
        fs::write(&path, "fn perf_budget( {").unwrap();
        assert!(
            in_file(&path)
                .unwrap_err()
                .to_string()
                .contains("lib.rs:1:")
        );
    }
}
