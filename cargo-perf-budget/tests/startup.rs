//! `[startup]` names a program: a check builds it with the tests, starts it and judges how soon it is ready.
#![cfg(unix)]

mod common;

use common::fresh::{Fresh, repository};
use common::outcome;

const LIBRARY: &str = "
#[perf_runtime::perf_budget(max_s = 10.0)]
pub fn quick() -> u32 { 1 }
#[test]
fn calls() { for _ in 0..20 { assert_eq!(quick(), 1); } }
";

/// Gets ready as a file in its package's folder says: after so many milliseconds, or not at all.
const PROGRAM: &str = "
fn main() {
    let how = std::fs::read_to_string(\"how.txt\").unwrap();
    match how.parse() {
        Ok(ms) => std::thread::sleep(std::time::Duration::from_millis(ms)),
        Err(_) => { eprintln!(\"no server answers\"); std::process::exit(3) }
    }
    perf_runtime::startup_complete();
}
";

/// So long that no machine is too slow.
const LAX: &str = "[startup]\nprogram = \"tool\"\nready_ms = 20000\ntotal_ms = 30000\nruns = 3\n";

/// Less than the slow start takes.
const STRICT: &str = "[startup]\nprogram = \"tool\"\nready_ms = 50\ntotal_ms = 30000\nruns = 3\n";

const SLOW_MS: &str = "300";

fn fresh() -> Fresh {
    let manifest = format!(
        "[package]\nname = \"ready\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         perf-runtime = {{ path = '{}' }}\n\n[features]\nmonitoring = [\"perf-runtime/monitoring\"]\n\n[workspace]\n",
        repository().join("perf-runtime").display()
    );
    Fresh::new(&[
        ("Cargo.toml", &manifest),
        ("src/lib.rs", LIBRARY),
        ("src/bin/tool.rs", PROGRAM),
        ("how.txt", "0"),
        ("perf-budget.toml", LAX),
    ])
}

/// A check by somebody who is deeper in the package than its programs are started.
fn check(fresh: &Fresh) -> (i32, String, String) {
    let mut command = fresh.command(&["check", "--verbose"]);
    outcome(command.current_dir(fresh.folder.path().join("src")))
}

#[test]
fn the_start_up_of_a_named_program_is_part_of_the_answer() {
    let fresh = fresh();
    let (status, out, err) = check(&fresh);
    assert_eq!(status, 0, "{out}\n{err}");
    assert!(out.contains("3 within"), "ready, total, quick: {out}");
    assert!(
        out.contains("the first start of tool is not judged"),
        "{out}"
    );
    assert!(
        !out.contains("the merged runs differ"),
        "one build on one machine: {out}"
    );
    assert!(err.contains("3 starts of tool"), "{err}");

    fresh.write("how.txt", SLOW_MS);
    fresh.write("perf-budget.toml", STRICT);
    let (status, out, err) = check(&fresh);
    assert_eq!(status, 90, "{out}\n{err}");
    assert!(
        out.contains("start-up of tool: ready") && out.contains("perf-budget.toml:1"),
        "{out}"
    );

    // The limit of a machine class holds for it as for functions.
    let class = "[[machine]]\nname = \"any\"\nhost = \"*\"\nscale = 1000\n";
    fresh.write("perf-budget.toml", &format!("{STRICT}{class}"));
    let (status, out, err) = check(&fresh);
    assert_eq!(status, 0, "{out}\n{err}");

    fresh.write("how.txt", "not at all");
    fresh.write("perf-budget.toml", LAX);
    let (status, out, err) = check(&fresh);
    assert_eq!(status, 91, "{out}\n{err}");
    assert!(
        out.contains("it failed before it was ready (exit status: 3)"),
        "{out}"
    );
    assert!(out.contains("no server answers"), "{out}");

    // A program may be all that has a budget; one that does not build is a build that fails.
    fresh.write("how.txt", "0");
    fresh.write("src/lib.rs", "");
    let (status, out, err) = check(&fresh);
    assert_eq!(status, 0, "{out}\n{err}");
    assert!(out.contains("2 within"), "{out}");
    fresh.write("src/bin/tool.rs", "fn main() {");
    assert_eq!(check(&fresh).0, 98);

    fresh.write("perf-budget.toml", "\n[startup]\nprogram = \"tol\"\n");
    let (status, _, err) = check(&fresh);
    assert_eq!(status, 94, "{err}");
    assert!(
        err.contains("perf-budget.toml:2") && err.contains("its programs are tool"),
        "{err}"
    );
}
