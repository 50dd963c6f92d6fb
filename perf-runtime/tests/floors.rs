//! Proves that imports point down only: reads every `crate::` path of the source and compares the floors of both ends.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The floor of each noun; what stands beside the floors (`lib.rs`, the surface of expansions) may name them all.
const FLOORS: [(&str, u32); 31] = [
    ("error", 0),
    ("unit", 0),
    ("plain_local", 0),
    ("clock", 1),
    ("probe", 1),
    ("config", 1),
    ("terminal", 1),
    ("fork", 1),
    ("alloc", 1),
    ("site", 2),
    ("guard", 2),
    ("future", 2),
    ("workflow", 2),
    ("record", 3),
    ("flow", 3),
    ("stats", 3),
    ("profile", 3),
    ("settings", 3),
    ("startup", 3),
    ("budget", 4),
    ("baseline", 4),
    ("class", 4),
    ("spans", 4),
    ("report", 5),
    ("alert", 5),
    ("sink", 6),
    ("testing", 6),
    ("process", 6),
    ("private", BESIDE),
    ("macros", BESIDE),
    ("lib", BESIDE),
];

/// Above all floors.
const BESIDE: u32 = 7;

fn floor(noun: &str) -> u32 {
    let known = FLOORS.iter().find(|(name, _)| *name == noun);
    known
        .unwrap_or_else(|| panic!("`{noun}` has no floor yet: give it one in FLOORS"))
        .1
}

/// The noun a file belongs to: its folder below `src`, or its own name.
fn noun(file: &Path) -> String {
    let first = file.iter().next().expect("a path has a first part");
    let name = Path::new(first).file_stem().expect("a part has a name");
    name.to_string_lossy().into_owned()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the source folder can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The nouns that a source text names after `crate::` or `perf_runtime::`, comments and doc links left out.
fn named(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let code = code.join("\n");
    let mut nouns = BTreeSet::new();
    for (offset, _) in code.match_indices("crate::") {
        // After a quotation mark it is text.
        let starts_a_path =
            !code[..offset].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"');
        if starts_a_path {
            collect(&code[offset + "crate::".len()..], &mut nouns);
        }
    }
    nouns
}

/// `budget::…` names one noun, `{budget::…, site}` each of its parts.
fn collect(path: &str, nouns: &mut BTreeSet<String>) {
    let Some(group) = path.strip_prefix('{') else {
        let end = path
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(path.len());
        nouns.insert(path[..end].to_owned());
        return;
    };
    let mut depth = 0;
    let mut start = 0;
    for (offset, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return collect(group[start..offset].trim(), nouns),
            '}' => depth -= 1,
            ',' if depth == 0 => {
                collect(group[start..offset].trim(), nouns);
                start = offset + 1;
            }
            _ => {}
        }
    }
}

/// Which nouns each noun imports.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&source, &mut paths);
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a source file can be read");
        let file = path
            .strip_prefix(&source)
            .expect("files were found below the source");
        let nouns = named(&text)
            .into_iter()
            .filter(|noun| is_module(&source, noun));
        imports.entry(noun(file)).or_default().extend(nouns);
    }
    imports
}

/// Items of `lib.rs` itself (macros, re-exports) are no nouns.
fn is_module(source: &Path, noun: &str) -> bool {
    source.join(noun).is_dir() || source.join(format!("{noun}.rs")).is_file()
}

#[test]
fn imports_point_down_only() {
    for (from, targets) in imports() {
        for to in targets {
            assert!(
                floor(&to) <= floor(&from),
                "`{from}` (floor {}) imports `{to}` (floor {})",
                floor(&from),
                floor(&to)
            );
        }
    }
}

#[test]
fn no_two_nouns_import_each_other() {
    let imports = imports();
    for (from, targets) in &imports {
        for to in targets
            .iter()
            .filter(|to| *to != from && floor(from) < BESIDE)
        {
            let back = imports
                .get(to)
                .is_some_and(|targets| targets.contains(from));
            assert!(!back, "`{from}` and `{to}` import each other");
        }
    }
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    let text = "use crate::budget::judge;\nuse crate::{unit::{Unit, Quantity}, site};\n\
                // use crate::sink;\nlet x = crate::stats::order::median(&[]); use mycrate::nothing;";
    let found: Vec<String> = named(text).into_iter().collect();
    assert_eq!(found, ["budget", "site", "stats", "unit"]);
}
