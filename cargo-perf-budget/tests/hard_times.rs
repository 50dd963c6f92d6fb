//! Places that cannot be written to, disks that are full, processes that are killed, files that mean harm: what was there
//! before stays readable, and the answer says what happened.

#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{healthy, keep, mixed, outcome, perf_budget, report, site, timed, workspace};
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
fn a_kill_at_any_moment_leaves_the_old_file_or_the_new_one() {
    let sites = (0..300).map(|i| {
        let contexts = vec![timed("tests::all", 1e6, 20)];
        site(&format!("f{i}"), i + 1, Vec::new(), contexts)
    });
    let home = prepared(&[report(1, sites.collect())]);
    let arguments = ["merge", "runs", "--output", "merged.json"];
    let begun = Instant::now();
    assert_eq!(outcome(&mut perf_budget(home.path(), &arguments)).0, 0);
    let usual = begun.elapsed();
    let whole = fs::read(home.path().join("merged.json")).unwrap();
    for round in 0..100_u32 {
        let mut child = perf_budget(home.path(), &arguments)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Moments spread over the whole life of such a process.
        let moment = usual.mul_f64(f64::from(round % 25) / 20.0);
        std::thread::sleep(moment.min(Duration::from_millis(500)));
        drop(child.kill());
        child.wait().unwrap();
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
