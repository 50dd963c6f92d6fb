//! Places that cannot be written to, disks that are full, processes that are killed, files that mean harm: what was there
//! before stays readable, and the answer says what happened.

#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use common::killer::Killer;
use common::{MS, healthy, keep, mixed, one, outcome, perf_budget, report, site, timed, workspace};
use perf_runtime::report::Report;

/// Everything that changes files, with where it writes.
const WRITERS: [(&[&str], &str); 3] = [
    (&["merge", "runs", "--output"], "merged.json"),
    (&["report", "--from", "runs", "--output"], "page.html"),
    (
        &["check", "--from", "runs", "--format", "sarif", "--output"],
        "log.sarif",
    ),
];

fn prepared(reports: &[Report]) -> tempfile::TempDir {
    let home = workspace("");
    keep(home.path(), "r", reports);
    home
}

fn with<'a>(arguments: &[&'a str], last: &'a str) -> Vec<&'a str> {
    arguments.iter().copied().chain([last]).collect()
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let home = prepared(&[healthy(1)]);
    for (arguments, name) in WRITERS {
        // Not even root makes files there.
        let path = format!("/proc/self/{name}");
        let (status, _, err) = outcome(&mut perf_budget(home.path(), &with(arguments, &path)));
        assert_eq!(status, 95, "{err}");
        assert!(err.contains("/proc/self"), "{err}");
    }
}

/// Runs a command whose files may not grow beyond some kilobytes, as on a disk that is full by then.
fn on_a_full_disk(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let command = perf_budget(folder, arguments);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"])
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(folder)
        .env_remove("PERF_BUDGET_DIR")
        .env_remove("CARGO_TARGET_DIR");
    outcome(&mut shell)
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let home = prepared(&[mixed(1)]);
    for (arguments, name) in WRITERS {
        fs::write(home.path().join(name), "before").unwrap();
        let (status, _, err) = on_a_full_disk(home.path(), &with(arguments, name));
        assert_eq!(status, 95, "{name}: {err}");
        assert!(err.contains("cannot write"), "{err}");
        let kept = fs::read_to_string(home.path().join(name)).unwrap();
        assert_eq!(kept, "before");
    }
    let left: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn devices_stay_what_they_are_and_are_not_read_for_ever() {
    let home = prepared(&[healthy(1)]);
    let home = home.path();
    let check = |more: &[&str]| {
        let arguments = [&["check", "--from", "runs"], more].concat();
        outcome(&mut perf_budget(home, &arguments))
    };
    std::os::unix::fs::symlink("/dev/null", home.join("nothing")).unwrap();
    assert_eq!(check(&["--output", "nothing"]).0, 0);
    assert!(home.join("nothing").is_symlink());
    let device = fs::metadata(home.join("nothing")).unwrap().file_type();
    assert!(device.is_char_device(), "{device:?}");
    for name in ["perf-budget.toml", "perf-baseline.json"] {
        std::os::unix::fs::symlink("/dev/zero", home.join(name)).unwrap();
        let (status, _, err) = check(&[]);
        assert_eq!(status, 95, "{name}: {err}");
        assert!(err.contains("it is no file") && err.contains(name), "{err}");
        fs::remove_file(home.join(name)).unwrap();
    }
    std::os::unix::fs::symlink("/dev/zero", home.join("h")).unwrap();
    let (status, _, err) = outcome(&mut perf_budget(home, &["trend", "--history", "h"]));
    assert_eq!(status, 95, "{err}");
    assert!(err.contains("it is no file"), "{err}");
    let page = ["report", "--from", "runs", "--history", "none"];
    let (status, _, err) = outcome(&mut perf_budget(home, &page));
    assert_eq!(status, 95, "{err}");
    assert!(err.contains("there is no history yet"), "{err}");
}

/// A check's line of the history: `name` is the function's.
fn line(check: u32, name: &str) -> String {
    let machine = serde_json::json!({
        "processor": "Zen 5", "cores": 2, "opt_level": "3", "debug_assertions": false, "rustc": "rustc 1"
    });
    let figure = serde_json::json!({
        "site": name, "context": name, "metric": "allocations", "statistic": "maximum", "unit": "count", "samples": 9,
        "cancelled": true, "low": 3.0, "value": 3.0, "high": 3.0
    });
    let line = serde_json::json!({
        "schema": 1, "run": format!("run-{check}"), "at_unix_ms": 1_760_000_000_000_u64 + u64::from(check),
        "commit": name, "branch": name, "dirty": false, "machine": machine, "exit_status": 0, "figures": [figure]
    });
    format!("{line}\n")
}

#[test]
fn a_full_disk_leaves_accepted_figures_and_history_readable() {
    let home = prepared(&[one(1, MS, 3)]);
    let home = home.path();
    let save = ["baseline", "save", "--from", "runs"];
    assert_eq!(outcome(&mut perf_budget(home, &save)).0, 0);
    let accepted = fs::read_to_string(home.join("perf-baseline.json")).unwrap();
    fs::remove_dir_all(home.join("runs")).unwrap();
    keep(home, "r", &[one(1, MS, 30)]);
    let accept = ["baseline", "accept", "--from", "runs"];
    let (status, _, err) = on_a_full_disk(home, &accept);
    assert_eq!(status, 95, "{err}");
    assert!(err.contains("perf-baseline.json"), "{err}");
    assert_eq!(
        fs::read_to_string(home.join("perf-baseline.json")).unwrap(),
        accepted
    );

    fs::write(home.join("one"), line(0, "k::fit")).unwrap();
    let import = |file| ["history", "--history", "h.sqlite", "import", file];
    assert_eq!(outcome(&mut perf_budget(home, &import("one"))).0, 0);
    let more: String = (1..2_000).map(|i| line(i, &format!("k::f{i}"))).collect();
    fs::write(home.join("more"), more).unwrap();
    let (status, _, err) = on_a_full_disk(home, &import("more"));
    assert_eq!(status, 95, "{err}");
    assert!(err.contains("h.sqlite"), "{err}");
    let export = ["history", "--history", "h.sqlite", "export"];
    let (status, out, err) = outcome(&mut perf_budget(home, &export));
    assert_eq!((status, out), (0, line_as_exported(home)), "{err}");
}

/// What an export says of the file `one`.
fn line_as_exported(home: &Path) -> String {
    let import = ["history", "--history", "fresh.sqlite", "import", "one"];
    assert_eq!(outcome(&mut perf_budget(home, &import)).0, 0);
    let export = ["history", "--history", "fresh.sqlite", "export"];
    outcome(&mut perf_budget(home, &export)).1
}

#[test]
fn a_check_that_cannot_keep_its_report_says_where() {
    let home = prepared(&[healthy(1)]);
    let mut check = perf_budget(home.path(), &["check", "--from", "runs"]);
    let (status, _, err) = outcome(check.env("PERF_BUDGET_DIR", "/proc/self/nowhere"));
    assert_eq!(status, 95, "{err}");
    assert!(err.contains("/proc/self/nowhere"), "{err}");
}

#[test]
fn a_kill_at_any_moment_leaves_the_old_figures_or_the_new_ones() {
    let home = prepared(&[one(1, MS, 3)]);
    let home = home.path();
    let begun = Instant::now();
    let save = ["baseline", "save", "--from", "runs"];
    assert_eq!(outcome(&mut perf_budget(home, &save)).0, 0);
    let mut killer = Killer::new(begun.elapsed());
    for (folder, allocations) in [("a", 3), ("b", 30)] {
        keep(&home.join(folder), "r", &[one(1, MS, allocations)]);
    }
    let mut seen = [0_u32; 2];
    for round in 0..100_u32 {
        let runs = ["a", "b"][round as usize % 2];
        let child = perf_budget(home, &["baseline", "accept", "--from", runs])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        killer.kill(child);
        let text = fs::read(home.join("perf-baseline.json")).unwrap();
        let file: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let figures = file["baselines"]["main"]["figures"].as_array().unwrap();
        let allocations = figures
            .iter()
            .find(|figure| figure["metric"] == "allocations");
        match allocations.unwrap()["value"].as_f64() {
            Some(3.0) => seen[0] += 1,
            Some(30.0) => seen[1] += 1,
            other => panic!("round {round}: {other:?}"),
        }
    }
    assert!(
        seen[0] > 0 && seen[1] > 0,
        "no accept came to its end: {seen:?}"
    );
    assert_eq!(outcome(&mut perf_budget(home, &["baseline", "show"])).0, 0);
}

#[test]
fn a_kill_at_any_moment_leaves_the_old_file_or_the_new_one() {
    let sites = (0..300).map(|i| {
        let contexts = vec![timed("tests::all", 1e6, 20)];
        site(&format!("f{i}"), i + 1, Vec::new(), contexts)
    });
    let home = prepared(&[report(1, sites.collect())]);
    let arguments = ["merge", "runs", "--output", "merged.json"];
    let begun = Instant::now();
    assert_eq!(outcome(&mut perf_budget(home.path(), &arguments)).0, 0);
    let mut killer = Killer::new(begun.elapsed());
    let whole = fs::read(home.path().join("merged.json")).unwrap();
    for round in 0..100_u32 {
        let child = perf_budget(home.path(), &arguments)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        killer.kill(child);
        let now = fs::read(home.path().join("merged.json")).unwrap();
        assert_eq!(now, whole, "round {round}");
    }
}

#[test]
fn run_files_that_mean_harm_are_refused_with_place_or_read_as_data() {
    let good = healthy(1).to_json().unwrap();
    let cases = [
        ("nan", good.replace("12.5", "NaN")),
        ("huge", good.replace("12.5", "1e999")),
        (
            "negative",
            good.replace("\"value\":2000000.0", "\"value\":-1.0"),
        ),
        ("future", good.replacen("\"schema\":1", "\"schema\":99", 1)),
        ("cut", good[..good.len() / 2].to_owned()),
        ("deep", "[".repeat(100_000)),
        ("empty", String::new()),
        ("bytes", "\u{0}\u{1}\u{2}".to_owned()),
    ];
    for (name, text) in cases {
        assert_ne!(text, good, "{name} changes nothing");
        let home = prepared(&[healthy(1)]);
        fs::write(home.path().join(format!("runs/r/{name}.json")), text).unwrap();
        let (status, out, err) =
            outcome(&mut perf_budget(home.path(), &["check", "--from", "runs"]));
        assert_eq!(status, 95, "{name}: {out}{err}");
        assert!(out.contains(&format!("{name}.json")), "{name}: {out}");
        assert!(out.contains("1 within"), "the rest is used: {out}");
    }
}

#[test]
fn names_steer_no_terminal_and_no_forge() {
    let hostile = "\u{1b}]0;owned\u{7}\n::error file=x::<script>alert(1)</script>../../etc/passwd";
    let mut wicked = mixed(1);
    for site in &mut wicked.sites {
        site.path = format!("{}{hostile}", site.path);
        site.file = hostile.to_owned();
    }
    wicked.runs[0].id = "../../../etc".to_owned();
    wicked.notes.push(hostile.to_owned());
    let home = prepared(&[]);
    fs::write(home.path().join("wicked.json"), wicked.to_json().unwrap()).unwrap();
    for format in ["terminal", "json", "markdown", "junit", "sarif", "github"] {
        let arguments = ["check", "--from", "wicked.json", "--format", format];
        let (_, out, err) = outcome(&mut perf_budget(home.path(), &arguments));
        assert!(
            !out.contains('\u{1b}') && !out.contains('\u{7}'),
            "{format}: {out}"
        );
        assert!(!err.contains('\u{1b}'), "{format}: {err}");
        if matches!(format, "markdown" | "junit") {
            assert!(!out.contains("<script"), "{format}: {out}");
        }
        let injected = out.lines().any(|line| line.starts_with("::error file=x"));
        assert!(!injected, "{format}: {out}");
    }
}

#[test]
fn names_in_histories_and_baselines_steer_no_terminal_either() {
    let hostile = "\u{1b}]0;owned\u{7}<script>../../etc/passwd";
    let mut wicked = one(1, MS, 3);
    wicked.sites[0].path = hostile.to_owned();
    wicked.sites[0].contexts[0].context = hostile.to_owned();
    let home = prepared(&[wicked]);
    let home = home.path();
    let lines: String = (0..9).map(|i| line(i, hostile)).collect();
    fs::write(home.join("lines"), lines).unwrap();
    let database = ["--history", "h.sqlite"];
    let commands: [(i32, &[&str]); 8] = [
        (0, &["history", "import", "lines"]),
        (0, &["history", "list"]),
        (0, &["trend"]),
        (0, &["baseline", "save", "--from", "runs"]),
        (0, &["baseline", "show"]),
        (0, &["baseline", "diff", "--from", "runs", "--verbose"]),
        (0, &["report", "--from", "runs", "--output", "page.html"]),
        (94, &["baseline", "show", hostile]),
    ];
    for (expected, arguments) in commands {
        let mut arguments = arguments.to_vec();
        if matches!(arguments[0], "history" | "trend" | "report") {
            arguments.extend(database);
        }
        let (status, out, err) = outcome(&mut perf_budget(home, &arguments));
        assert_eq!(status, expected, "{arguments:?}: {err}");
        for text in [out, err] {
            assert!(
                !text.contains(['\u{1b}', '\u{7}']),
                "{arguments:?}: {text:?}"
            );
        }
    }
    let page = fs::read_to_string(home.join("page.html")).unwrap();
    assert!(!page.contains(['\u{1b}', '\u{7}']) && !page.contains("<script>.."));
}

#[test]
fn a_hundred_thousand_functions_are_as_good_as_one() {
    let sites = (0..100_000).map(|i| site(&format!("f{i}"), i + 1, Vec::new(), Vec::new()));
    let home = prepared(&[report(1, sites.collect())]);
    let arguments = ["merge", "runs", "--output", "merged.json"];
    assert_eq!(outcome(&mut perf_budget(home.path(), &arguments)).0, 0);
    let merged = fs::read(home.path().join("merged.json")).unwrap();
    assert_eq!(Report::from_json(merged).unwrap().sites.len(), 100_000);
    let page = ["report", "--from", "merged.json", "--output", "page.html"];
    assert_eq!(outcome(&mut perf_budget(home.path(), &page)).0, 0);
    // More than a browser scrolls is left to the run file.
    let page = fs::read_to_string(home.path().join("page.html")).unwrap();
    assert!(page.contains("99000 more functions"));
}
