//! A session over several commits: a crate is prepared, goes red, and the commit that did it is found.

#![cfg(unix)]

mod common;

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::fresh::{Fresh, repository};
use common::outcome;

const MANIFEST: &str = "# mine\n[package]\nname = \"fresh\"\nversion = \"0.1.0\"\nedition = \"2024\" # new\n\n[workspace]\n";

const LIBRARY: &str = "
use perf_runtime::perf_budget;

#[perf_budget(max_s = 10.0, max_allocs = 10)]
pub fn boxes(n: usize) -> Vec<Box<usize>> { (0..3 * n).map(Box::new).collect() }
";

const WORKLOAD: &str = "
#[perf_runtime::perf_workload(covers(fresh::boxes))]
fn typical(w: &mut perf_runtime::Workload) { w.run(|| fresh::boxes(1)); }
";

/// The generated script, as a CI system would run it.
fn ci(fresh: &Fresh) -> (i32, String, String) {
    let built = Path::new(env!("CARGO_BIN_EXE_cargo-perf-budget"));
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [built.parent().unwrap().to_owned()];
    let folders = folders.into_iter().chain(env::split_paths(&path));
    let mut command = Command::new(fresh.folder.path().join("ci/perf-budget.sh"));
    command
        .env("PATH", env::join_paths(folders).unwrap())
        .env_remove("PERF_BUDGET")
        .env_remove("PERF_BUDGET_DIR");
    fresh.lend_target(&mut command);
    outcome(&mut command)
}

/// Both sides of a comparison build the dependencies once more; a copy of what is built already is as good.
fn lend_built_dependencies(fresh: &Fresh) {
    let built = fresh.target.join("debug");
    for side in ["a", "b", "files"] {
        let lent = fresh
            .target
            .join("perf-budget/compare")
            .join(side)
            .join("target/debug");
        fs::create_dir_all(&lent).unwrap();
        let copied = Command::new("cp")
            .arg("-a")
            .args([".fingerprint", "build", "deps"].map(|part| built.join(part)))
            .arg(lent)
            .status();
        assert!(copied.unwrap().success());
    }
}

/// The workload harness as a person runs it, without the subcommand; nothing is compared with a baseline that is not there.
fn harness_obeys_who_names_a_baseline(fresh: &Fresh) {
    let promising = LIBRARY.replace(
        "max_allocs = 10",
        "max_allocs = 10, max_regression_percent = 900",
    );
    fresh.write("src/lib.rs", &promising);
    let (status, _, err) = fresh.run(&["check"]);
    assert_eq!(status, 91, "nothing is accepted yet: {err}");
    assert_eq!(fresh.run(&["baseline", "save", "accepted"]).0, 0);
    let harness = |variable: Option<&str>| {
        let mut command = fresh.harness();
        if let Some(name) = variable {
            command.env("PERF_BUDGET_BASELINE", name);
        }
        outcome(&mut command)
    };
    let ignored = "fresh::boxes::max_regression_percent ... ignored";
    let (status, out, err) = harness(None);
    assert_eq!(status, 0, "{out}{err}");
    assert!(out.contains(ignored), "there is no `main`: {out}");
    let (_, out, _) = harness(Some("accepted"));
    assert!(!out.contains(ignored), "{out}");
    let (status, out, err) = harness(Some("gone"));
    assert_ne!(status, 0);
    assert!(
        format!("{out}{err}").contains("has no baseline `gone`"),
        "{out}{err}"
    );
    fresh.write("perf-budget.toml", "[baseline]\nname = \"accepted\"\n");
    let (_, out, _) = harness(None);
    assert!(!out.contains(ignored), "{out}");
    for changed in ["src/lib.rs", "perf-budget.toml"] {
        fresh.git(&["checkout", "--quiet", changed]);
    }
    fs::remove_file(fresh.folder.path().join("perf-baseline.json")).unwrap();
}

#[test]
fn init_calls_the_runtime_what_the_package_calls_it() {
    let runtime = repository().join("perf-runtime");
    let manifest = format!(
        "{MANIFEST}\n[dependencies]\nlimits = {{ package = \"perf-runtime\", path = '{}' }}\n",
        runtime.display()
    );
    let fresh = Fresh::apart(&[("Cargo.toml", &manifest), ("src/lib.rs", "")]);
    let (status, _, err) = fresh.run(&["init", "--yes"]);
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("write #[limits::perf_budget("), "{err}");
    let harness = fresh.read("tests/budgets.rs");
    assert!(
        harness.contains("limits::install_allocator!();") && !harness.contains("perf_runtime"),
        "{harness}"
    );
    // Cargo refuses the feature of a dependency by a name that the manifest does not know.
    let manifest = fresh.read("Cargo.toml");
    assert!(
        manifest.contains("monitoring = [\"limits/monitoring\"]"),
        "{manifest}"
    );
    let (status, out, err) = fresh.run(&["init", "--yes"]);
    assert_eq!(
        (status, &*out),
        (0, "nothing to add: everything is there\n"),
        "{err}"
    );
}

#[test]
fn init_knows_a_dependency_that_the_workspace_renames_and_leaves_a_test_called_budgets() {
    let runtime = repository().join("perf-runtime");
    let workspace = format!(
        "[workspace]\nmembers = [\"k\"]\n[workspace.dependencies]\n\
         limits = {{ package = \"perf-runtime\", path = '{}' }}\n",
        runtime.display()
    );
    let package =
        "[package]\nname = \"k\"\nversion = \"0.1.0\"\n\n[dependencies]\nlimits.workspace = true\n";
    let test = "#[test]\nfn mine() {}\n";
    let fresh = Fresh::apart(&[
        ("Cargo.toml", &workspace),
        ("k/Cargo.toml", package),
        ("k/src/lib.rs", ""),
        ("k/tests/budgets.rs", test),
    ]);
    let (status, _, err) = fresh.run(&["init", "--yes"]);
    assert_eq!(status, 0, "{err}");
    assert!(
        err.contains("k/tests/budgets.rs is a test of yours"),
        "{err}"
    );
    assert_eq!(fresh.read("k/tests/budgets.rs"), test);
    assert_eq!(
        fresh.read("k/Cargo.toml"),
        format!("{package}\n[features]\nmonitoring = [\"limits/monitoring\"]\n")
    );
    let (status, out, _) = fresh.run(&["init", "--yes"]);
    assert_eq!(status, 0);
    assert!(out.starts_with("nothing else to add"), "{out}");
}

#[test]
fn from_init_to_the_commit_that_went_over() {
    let fresh = Fresh::new(&[("Cargo.toml", MANIFEST), ("src/lib.rs", "")]);
    let runtime = repository().join("perf-runtime");
    let init = ["init", "--yes", "--runtime-path", runtime.to_str().unwrap()];
    let (status, out, err) = fresh.run(&init);
    assert_eq!(status, 0, "{err}");
    assert!(
        out.contains("+monitoring = [\"perf-runtime/monitoring\"]"),
        "{out}"
    );
    assert!(fresh.read("Cargo.toml").starts_with(MANIFEST.trim_end()));
    let (status, out, _) = fresh.run(&init);
    assert_eq!(
        (status, &*out),
        (0, "nothing to add: everything is there\n")
    );

    // No budget yet, which is not the same as every budget kept.
    let (status, _, err) = ci(&fresh);
    assert_eq!(status, 93, "{err}");
    assert!(err.contains("write a budget on a function"), "{err}");

    let harness = fresh.read("tests/budgets.rs");
    fresh.write("tests/budgets.rs", &(harness + WORKLOAD));
    fresh.write("src/lib.rs", LIBRARY);
    let good = fresh.commit("A budget that is kept");
    let (status, out, err) = ci(&fresh);
    assert_eq!(status, 0, "{out}\n{err}");

    harness_obeys_who_names_a_baseline(&fresh);

    fresh.write("src/lib.rs", &format!("{LIBRARY}// a remark\n"));
    fresh.commit("A remark");
    let slow = LIBRARY.replace("3 * n", "30 * n");
    fresh.write("src/lib.rs", &slow);
    let culprit = fresh.commit("Ten times as many boxes");
    fresh.write("src/lib.rs", &format!("{slow}broken"));
    fresh.commit("A mistake");
    fresh.write("src/lib.rs", &format!("{slow}// mended\n"));
    fresh.commit("The mistake, mended");
    let (status, out, err) = ci(&fresh);
    assert_eq!(status, 90, "{out}\n{err}");

    lend_built_dependencies(&fresh);
    let range = format!("{good}..HEAD");
    let (status, out, err) = fresh.run(&["compare", &range, "--rounds", "1"]);
    assert_eq!(status, 97, "{out}\n{err}");
    assert!(out.contains("worse  fresh::boxes: allocations"), "{out}");
    // Uncommitted changes are a side of their own.
    fresh.write("src/lib.rs", LIBRARY);
    let (status, out, err) = fresh.run(&["compare", "HEAD..", "--rounds", "1"]);
    assert_eq!(status, 0, "{out}\n{err}");
    assert!(out.contains("better  fresh::boxes: allocations"), "{out}");
    fresh.git(&["checkout", "--quiet", "src/lib.rs"]);

    let search = ["bisect", "boxes", "--good", &good, "--rounds", "1"];
    let (status, out, err) = fresh.run(&search);
    assert_eq!(status, 97, "{out}\n{err}");
    let named = format!(
        "first bad commit: {} (Ten times as many boxes)",
        &culprit[..10]
    );
    assert!(out.starts_with(&named), "{out}");

    let (status, out, _) = fresh.run(&["compare", &format!("{good}..HEAD~1"), "--rounds", "1"]);
    assert_eq!(status, 98, "a revision that does not build: {out}");
    assert_eq!(fresh.run(&["compare", "HEAD"]).0, 94, "nothing differs");
    let (status, _, err) = fresh.run(&["bisect", "boxes", "--good", "HEAD"]);
    assert_eq!(status, 94);
    assert!(
        err.contains("both the good commit and the bad one"),
        "{err}"
    );

    let (status, _, err) = fresh.run(&["report"]);
    assert_eq!(status, 0, "{err}");
    let page = fs::read_to_string(fresh.target.join("perf-budget/report.html")).unwrap();
    let text = page.replace("<wbr>", "");
    assert!(text.contains("fresh::boxes") && text.contains("a budget is broken"));
}

#[test]
fn without_a_history_of_commits_there_is_nothing_to_compare() {
    let home = common::workspace("");
    let run =
        |folder: &Path, range: &str| outcome(&mut common::perf_budget(folder, &["compare", range]));
    let ceiling = home.path().parent().unwrap();
    let mut command = common::perf_budget(home.path(), &["compare"]);
    let (status, _, err) = outcome(command.env("GIT_CEILING_DIRECTORIES", ceiling));
    assert_eq!(status, 94);
    assert!(err.contains("in no git repository"), "{err}");

    let (status, _, err) = outcome(
        common::perf_budget(home.path(), &["compare"])
            .env("PATH", home.path())
            .env("CARGO", env!("CARGO")),
    );
    assert_eq!(status, 95);
    assert!(
        err.contains("cannot run git") && err.contains("install git"),
        "{err}"
    );

    let git = |folder: &Path, arguments: &[&str]| {
        let names = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
        let mut command = Command::new("git");
        let status = command
            .args(names)
            .args(arguments)
            .current_dir(folder)
            .status();
        assert!(status.unwrap().success());
    };
    git(home.path(), &["init", "--quiet"]);
    for message in ["one", "two"] {
        fs::write(home.path().join("remark"), message).unwrap();
        git(home.path(), &["add", "--all"]);
        git(
            home.path(),
            &["commit", "--quiet", "--no-gpg-sign", "--message", message],
        );
    }
    let (status, _, err) = run(home.path(), "v1..HEAD");
    assert_eq!(status, 94);
    assert!(err.contains("git knows no commit `v1`"), "{err}");
    assert_eq!(run(home.path(), "..HEAD").0, 94);
    assert_eq!(
        run(home.path(), "--upload-pack=x..HEAD").0,
        2,
        "clap refuses an option"
    );

    let clones = tempfile::tempdir().unwrap();
    let origin = format!("file://{}", home.path().display());
    git(
        clones.path(),
        &["clone", "--quiet", "--depth", "1", &origin, "clone"],
    );
    let (status, _, err) = run(&clones.path().join("clone"), "HEAD~1..HEAD");
    assert_eq!(status, 94);
    assert!(err.contains("this clone is shallow"), "{err}");
}

#[test]
fn the_submodules_of_a_commit_are_there_when_it_is_built() {
    let sub = Fresh::apart(&[
        (
            "Cargo.toml",
            "[package]\nname = \"sub\"\nversion = \"0.1.0\"\n",
        ),
        ("src/lib.rs", "compile_error!(\"it is here\");"),
    ]);
    let fresh = Fresh::apart(&[("Cargo.toml", "[workspace]\nmembers = [\"sub\"]\n")]);
    let url = sub.folder.path().to_str().unwrap();
    // Git takes no submodules from the same disk unless it is told to.
    let allow = ["-c", "protocol.file.allow=always"];
    fresh.git(&[&allow[..], &["submodule", "--quiet", "add", url, "sub"]].concat());
    fresh.commit("a submodule");
    fresh.write("remark", "");
    fresh.commit("a remark");
    let mut command = fresh.command(&["compare", "HEAD~1..HEAD"]);
    let (status, _, err) = outcome(command.env("GIT_ALLOW_PROTOCOL", "file"));
    assert_eq!(status, 98, "{err}");
    assert!(err.contains("it is here"), "{err}");
}
