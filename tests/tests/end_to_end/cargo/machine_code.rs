//! Without the feature: an annotated function and its bare twin are the same machine code. With it: an annotated function
//! is one symbol, as its bare twin is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::fixtures::{cargo, rustc, workspace};

/// Fewer functions than this in the comparison mean that it does not see what it is meant to compare.
const AT_LEAST: usize = 20;

const WITHOUT_MONITORING: &str = "--release";

/// In the profile that the other tests have built it in.
const WITH_MONITORING: &str = "--profile test --features monitoring";

/// Local labels and anonymous constants are numbered in the order in which the compiler meets them.
fn numbers_removed(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(".L") {
        let (before, label) = rest.split_at(start);
        let end = label[2..].find(|c: char| !(c.is_alphanumeric() || "_.$".contains(c)));
        let (label, after) = label.split_at(end.map_or(label.len(), |end| end + 2));
        text.push_str(before);
        text.extend(label.chars().filter(|c| !c.is_ascii_digit()));
        rest = after;
    }
    text + rest
}

/// The instructions of every function, by its symbol.
fn functions(assembly: &str) -> BTreeMap<String, Vec<String>> {
    let mut functions = BTreeMap::new();
    let mut open: Option<(String, Vec<String>)> = None;
    for line in assembly.lines().map(str::trim) {
        let label = line
            .strip_suffix(':')
            .filter(|label| !label.starts_with(".L"));
        if let Some(symbol) = label {
            functions.extend(open.replace((symbol.to_owned(), Vec::new())));
        } else if line.starts_with(".section") || line.starts_with(".Lfunc_end") {
            functions.extend(open.take());
        } else if let Some((_, code)) = &mut open {
            // Directives place and describe code; labels of jumps are named where they are jumped to.
            if !line.starts_with('.') || line.starts_with(".L") {
                code.push(numbers_removed(line));
            }
        }
    }
    functions.extend(open);
    functions.retain(|_, code| !code.is_empty());
    functions
}

/// The `perf_runtime` library as cargo builds it for the twin with these words: profile and features.
fn runtime(words: &str) -> String {
    let ended = cargo(&format!("build -p twin --message-format json {words}")).run();
    ended.assert_code(0);
    let messages = ended.stdout.lines();
    let mut messages =
        messages.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let runtime = messages.find_map(|message| {
        let is_runtime = message["target"]["name"] == "perf_runtime";
        let mut files = message["filenames"].as_array()?.iter();
        let library = files.find(|file| file.as_str().unwrap().ends_with(".rlib"))?;
        is_runtime.then(|| library.as_str().unwrap().to_owned())
    });
    runtime.expect("the twin depends on the runtime")
}

/// The functions of the twin with these features, at the highest level of optimisation.
///
/// The compiler is called as cargo would, but for the crate's metadata: they are the same for all, so that the symbols
/// are.
fn twin(runtime: &str, features: &[&str]) -> BTreeMap<String, Vec<String>> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let assembly = folder.path().join("twin.s");
    let runtime_folder = Path::new(runtime).parent().unwrap();
    let mut command = rustc();
    command
        .current_dir(workspace().join("twin"))
        .args([
            "--crate-name",
            "twin",
            "--crate-type",
            "lib",
            "--edition",
            "2024",
        ])
        .args([
            "-C",
            "opt-level=3",
            "-C",
            "codegen-units=1",
            "-C",
            "metadata=twin",
        ])
        .args(["--emit", "asm", "src/lib.rs"])
        .args(
            features
                .iter()
                .flat_map(|name| ["--cfg".to_owned(), format!("feature=\"{name}\"")]),
        )
        .arg(format!("--extern=perf_runtime={runtime}"))
        .arg(format!(
            "-Ldependency={}",
            runtime_folder.join("deps").display()
        ))
        .arg(format!("-Ldependency={}", runtime_folder.display()))
        .arg("-o")
        .arg(&assembly);
    crate::child::run(&mut command).assert_code(0);
    functions(&fs::read_to_string(assembly).unwrap())
}

/// The symbols that one has and the other has not, or whose code differs.
fn differences<'a>(
    one: &'a BTreeMap<String, Vec<String>>,
    other: &'a BTreeMap<String, Vec<String>>,
) -> Vec<&'a String> {
    let symbols = one
        .keys()
        .chain(other.keys().filter(|symbol| !one.contains_key(*symbol)));
    symbols
        .filter(|symbol| one.get(*symbol) != other.get(*symbol))
        .collect()
}

#[test]
fn annotated_and_bare_functions_are_the_same_machine_code() {
    let runtime = runtime(WITHOUT_MONITORING);
    let bare = twin(&runtime, &[]);
    assert!(bare.len() >= AT_LEAST, "{:#?}", bare.keys());
    let annotated = twin(&runtime, &["annotated"]);
    if let Some(symbol) = differences(&bare, &annotated).first() {
        panic!(
            "{symbol}:\n{:#?}\n{:#?}",
            bare.get(*symbol),
            annotated.get(*symbol)
        );
    }
}

#[test]
fn the_comparison_sees_one_instruction_more() {
    let runtime = runtime(WITHOUT_MONITORING);
    let (bare, altered) = (
        twin(&runtime, &[]),
        twin(&runtime, &["annotated", "altered"]),
    );
    let differences = differences(&bare, &altered);
    assert_eq!(differences.len(), 1, "{differences:#?}");
    assert!(differences[0].contains("scalar"), "{differences:?}");
}

/// How many functions of the twin have each name: symbols without the hash that tells instances of one function apart.
fn names(functions: &BTreeMap<String, Vec<String>>) -> BTreeMap<&str, usize> {
    let mut names = BTreeMap::new();
    for symbol in functions.keys().filter(|symbol| symbol.contains("4twin")) {
        let name = symbol
            .rfind("17h")
            .map_or(&**symbol, |hash| &symbol[..hash]);
        *names.entry(name).or_default() += 1;
    }
    names
}

#[test]
fn a_measured_function_is_one_symbol_beside_what_registers_it() {
    /// The descriptor, its entry in the list of all, and the constructor that enters it.
    const REGISTERS: [&str; 4] = ["__PERF_SITE", "__INVENTORY", "__CTOR", "__ctor"];
    let runtime = runtime(WITH_MONITORING);
    let (bare, measured) = (twin(&runtime, &[]), twin(&runtime, &["annotated"]));
    let (bare, mut measured) = (names(&bare), names(&measured));
    let all = measured.len();
    measured.retain(|name, _| !REGISTERS.iter().any(|part| name.contains(part)));
    assert!(all - measured.len() >= AT_LEAST, "{measured:#?}");
    for (name, count) in &bare {
        assert_eq!(measured.get(name), Some(count), "{name}");
    }
    for (name, count) in measured {
        // A function that is short enough to be inlined into other crates has no symbol of its own; measured it is longer.
        assert_eq!(count, bare.get(name).copied().unwrap_or(1), "{name}");
    }
}
