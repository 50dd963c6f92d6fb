//! A whole session in a fresh crate: cargo builds it, its tests run, its budgets are judged.

mod common;

use std::fs;

use common::fresh::{Fresh, repository};
use common::outcome;

const LIBRARY: &str = "
use perf_runtime::perf_budget;

#[perf_budget(max_s = 10.0, max_allocs = 100)]
pub fn allocates(n: usize) -> Vec<Box<usize>> { (0..n).map(Box::new).collect() }
";

const TEST: &str = "
perf_runtime::install_allocator!();

#[test]
fn calls() { for _ in 0..20 { assert_eq!(fresh::allocates(N).len(), N); } }
const N: usize = 3;
";

fn fresh() -> Fresh {
    // TOML's literal strings keep the backslashes of Windows.
    let manifest = format!(
        "[package]\nname = \"fresh\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         perf-runtime = {{ path = '{}' }}\n\n[features]\nmonitoring = [\"perf-runtime/monitoring\"]\n\n[workspace]\n",
        repository().join("perf-runtime").display()
    );
    Fresh::new(&[
        ("Cargo.toml", &manifest),
        ("src/lib.rs", LIBRARY),
        ("tests/it.rs", TEST),
    ])
}

#[test]
fn from_a_healthy_tree_to_every_kind_of_red() {
    let fresh = fresh();

    let (status, out, err) = fresh.check();
    assert_eq!(status, 0, "{out}\n{err}");
    assert!(out.contains("2 within"), "{out}");
    assert!(
        err.contains("test calls ... ok"),
        "the tests' own output goes to standard error: {err}"
    );
    assert_eq!(fresh.run(&["baseline", "save"]).0, 0);

    // More allocations than accepted, fewer than the limit.
    fresh.write(
        "tests/it.rs",
        &TEST.replace("N: usize = 3", "N: usize = 30"),
    );
    fresh.commit("allocate more");
    let (status, out, _) = fresh.check();
    assert_eq!(status, 97, "{out}");
    assert!(out.contains("allocations of `fresh::allocates`"), "{out}");
    assert_eq!(fresh.run(&["baseline", "accept"]).0, 0);
    assert_eq!(fresh.check().0, 0);

    // More than the limit.
    fresh.write(
        "tests/it.rs",
        &TEST.replace("N: usize = 3", "N: usize = 300"),
    );
    let (status, out, _) = fresh.check();
    assert_eq!(status, 90, "{out}");

    // A budget that nobody calls, in the library; and one in a program that no test links.
    let unused = "\n#[perf_budget(max_ms = 1)]\npub fn unused() {}\n";
    fresh.write("src/lib.rs", &format!("{LIBRARY}{unused}"));
    fresh.write(
        "src/bin/tool/main.rs",
        "fn main() { other::f() }\nmod other;\n",
    );
    fresh.write(
        "src/bin/tool/other.rs",
        "#[perf_runtime::perf_budget(max_ms = 1)]\npub fn f() {}\n",
    );
    fresh.write(
        "Cargo.toml",
        &format!(
            "{}\n[[bin]]\nname = \"tool\"\ntest = false\n",
            fs::read_to_string(fresh.folder.path().join("Cargo.toml")).unwrap()
        ),
    );
    fresh.write("tests/it.rs", TEST);
    let (status, out, _) = fresh.check();
    assert_eq!(status, 91, "{out}");
    assert!(
        out.contains("`fresh::unused` is not measured") && out.contains("src/lib.rs:8"),
        "{out}"
    );
    assert!(
        out.contains("no test links `f`") && out.contains("src/bin/tool/other.rs:2"),
        "{out}"
    );
    fresh.write("src/lib.rs", LIBRARY);

    // A test that fails by itself, a build that fails, a filter that leaves nothing.
    fresh.write(
        "tests/it.rs",
        &format!("{TEST}\n#[test] fn wrong() {{ panic!() }}"),
    );
    let (status, out, _) = fresh.check();
    assert_eq!(status, 99, "{out}");
    fresh.write("tests/it.rs", "fn");
    assert_eq!(fresh.check().0, 98);
    fresh.write("tests/it.rs", "#[test] fn links_nothing() {}");
    fresh.write("src/lib.rs", "");
    fs::remove_dir_all(fresh.folder.path().join("src/bin")).unwrap();
    let manifest = fs::read_to_string(fresh.folder.path().join("Cargo.toml")).unwrap();
    fresh.write("Cargo.toml", manifest.split("\n[[bin]]").next().unwrap());
    let (status, _, err) = fresh.check();
    assert_eq!(status, 93);
    assert!(err.contains("write a budget on a function"), "{err}");

    // Every check that measured something is in the history, with its commit.
    let (_, out, _) = fresh.run(&["history", "list"]);
    let statuses: Vec<&str> = out
        .lines()
        .map(|line| line.split("status ").nth(1).unwrap()[..2].trim())
        .collect();
    assert_eq!(statuses, ["0", "97", "0", "90", "91", "99"], "{out}");
    let (status, out, _) = fresh.run(&["trend", "allocates"]);
    assert_eq!(status, 0);
    assert!(
        out.contains("fresh::allocates: allocations in calls"),
        "{out}"
    );

    // Without git a check is kept as well, without a commit.
    fresh.write("src/lib.rs", LIBRARY);
    fresh.write("tests/it.rs", TEST);
    fs::remove_dir_all(fresh.folder.path().join(".git")).unwrap();
    fs::remove_file(fresh.folder.path().join("perf-baseline.json")).unwrap();
    let mut check = fresh.command(&["check"]);
    let ceiling = fresh.folder.path().parent().unwrap();
    let (status, out, err) = outcome(check.env("GIT_CEILING_DIRECTORIES", ceiling));
    assert_eq!(status, 0, "{out}\n{err}");
    let (_, out, _) = fresh.run(&["history", "list", "--last", "1"]);
    assert!(out.contains("no commit"), "{out}");
}
