//! `baseline`: only explicit actions change the file, and what became worse is told.

mod common;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use common::{MS, keep, one, outcome, perf_budget, workspace};
use perf_runtime::report::{Report, merge};

/// Replaces the runs by this report and checks it, which makes it the last check.
fn check(folder: &Path, report: Report) -> (i32, String) {
    drop(fs::remove_dir_all(folder.join("runs")));
    keep(folder, "r", &[report]);
    let (status, out, err) = outcome(&mut perf_budget(folder, &["check", "--from", "runs"]));
    assert_eq!(err, "");
    (status, out)
}

fn baseline(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut all = vec!["baseline"];
    all.extend(arguments);
    outcome(&mut perf_budget(folder, &all))
}

fn file(folder: &Path) -> String {
    fs::read_to_string(folder.join("perf-baseline.json")).unwrap()
}

/// The moment of acceptance and the temporary folder differ from run to run.
fn plain(text: &str, folder: &Path) -> String {
    let text = text.replace(&*folder.canonicalize().unwrap().to_string_lossy(), "…");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("20").filter(|at| rest.len() >= at + TIME.len()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let is_time = |text: &str| {
            let mut pairs = text.bytes().zip(TIME.bytes());
            pairs.all(|(c, p)| {
                if p == b'0' {
                    c.is_ascii_digit()
                } else {
                    c == p
                }
            })
        };
        let length = match from.get(..TIME.len()).is_some_and(is_time) {
            true => TIME.len(),
            false => "20".len(),
        };
        out.push_str(if length == TIME.len() { "<time>" } else { "20" });
        rest = &from[length..];
    }
    out + rest
}

/// A moment as it is written; every digit is a 0 here.
const TIME: &str = "0000-00-00T00:00:00Z";

#[test]
fn save_diff_accept_and_drop() {
    let home = workspace("");
    let home = home.path();
    let (status, _, err) = baseline(home, &["save"]);
    assert_eq!(status, 95);
    assert!(err.contains("run `cargo perf-budget check` first"), "{err}");

    assert_eq!(check(home, one(1, MS, 3)).0, 0);
    assert_eq!(baseline(home, &["save"]).0, 0);
    insta::assert_snapshot!("saved", plain(&file(home), home));
    let saved = file(home);
    let (status, _, err) = baseline(home, &["save"]);
    assert_eq!(status, 94, "{err}");

    assert_eq!(check(home, one(1, 1.02 * MS, 3)).0, 0);
    let (status, out) = check(home, one(1, 2.0 * MS, 5));
    assert_eq!(status, 97);
    insta::assert_snapshot!("worse_check", out);
    let (status, out, _) = baseline(home, &["diff"]);
    assert_eq!(status, 97);
    insta::assert_snapshot!("worse_diff", out);
    assert_eq!(
        file(home),
        saved,
        "only an explicit accept changes the file"
    );

    assert_eq!(baseline(home, &["accept", "fit"]).0, 0);
    assert_ne!(file(home), saved);
    assert_eq!(check(home, one(1, 2.0 * MS, 5)).0, 0);
    let (status, _, err) = baseline(home, &["accept", "nothing_like_it"]);
    assert_eq!(status, 94, "{err}");
    assert_eq!(baseline(home, &["drop", "main"]).0, 0);
    assert!(!home.join("perf-baseline.json").exists());
}

/// Has the baselines' figures measured at this commit.
fn date(folder: &Path, commit: &str) {
    let dated = file(folder).replace("\"no commit\"", &format!("\"{commit}\""));
    fs::write(folder.join("perf-baseline.json"), dated).unwrap();
}

#[test]
fn figures_that_stay_keep_their_commit() {
    let home = workspace("");
    let home = home.path();
    let two = |allocations| {
        let mut report = one(1, MS, allocations);
        let mut other = report.sites[0].clone();
        other.path = "analysis::other".to_owned();
        other.line = 20;
        report.sites.push(other);
        merge([report]).unwrap()
    };
    check(home, two(3));
    baseline(home, &["save"]);
    date(home, "0123456789");
    check(home, two(5));
    assert_eq!(baseline(home, &["accept", "fit"]).0, 0);
    assert!(file(home).contains("\"0123456789\""), "{}", file(home));
    // Both are named, so nothing stays.
    assert_eq!(baseline(home, &["accept", "fit", "other"]).0, 0);
    assert!(!file(home).contains("0123456789"), "{}", file(home));
    date(home, "0123456789");
    assert_eq!(baseline(home, &["accept"]).0, 0);
    assert!(!file(home).contains("0123456789"), "{}", file(home));
}

#[test]
fn on_another_machine_only_counts_are_compared_and_the_answer_says_so() {
    let home = workspace("");
    let home = home.path();
    check(home, one(1, MS, 3));
    baseline(home, &["save"]);
    let elsewhere = |allocations| {
        let mut report = one(1, 9.0 * MS, allocations);
        report.environments[0].cpu = "Another".to_owned();
        report
    };
    let (status, out) = check(home, elsewhere(3));
    assert_eq!(status, 0, "{out}");
    assert!(
        out.contains("times were not compared (another processor: `Zen 5` then, `Another` now)"),
        "{out}"
    );
    assert_eq!(check(home, elsewhere(4)).0, 97);
}

#[test]
fn review_asks_for_each_change() {
    let home = workspace("");
    let home = home.path();
    check(home, one(1, MS, 3));
    baseline(home, &["save"]);
    check(home, one(1, 2.0 * MS, 5));
    let answer = |text: &str| {
        let mut child = perf_budget(home, &["baseline", "review"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let before = file(home);
    insta::assert_snapshot!("review", answer("what?\nr\n"));
    assert_eq!(file(home), before, "rejected and not answered");
    date(home, "0123456789");
    answer("r\na\n");
    assert!(file(home).contains("\"0123456789\""), "{}", file(home));
    let (status, out, _) = baseline(home, &["diff"]);
    assert_eq!(status, 97);
    assert!(out.contains("1 worse"), "one of two was accepted: {out}");
    answer("l\n");
    assert!(!file(home).contains("0123456789"), "{}", file(home));
    assert_eq!(baseline(home, &["diff"]).0, 0);
    assert!(answer("").contains("nothing to review"));
}

#[test]
fn lists_shows_and_refuses() {
    let home = workspace("");
    let home = home.path();
    assert!(baseline(home, &["list"]).1.contains("no baseline yet"));
    check(home, one(1, MS, 3));
    baseline(home, &["save", "release/1.0"]);
    insta::assert_snapshot!("list", plain(&baseline(home, &["list"]).1, home));
    insta::assert_snapshot!("show", baseline(home, &["show", "release/1.0"]).1);
    let (status, _, err) = baseline(home, &["show", "other"]);
    assert_eq!(status, 94);
    assert!(err.contains("release/1.0"), "{err}");
    assert_eq!(baseline(home, &["save", "a b"]).0, 94);
    fs::write(home.join("perf-baseline.json"), "<<<<<<< HEAD\n").unwrap();
    let (status, _, err) = baseline(home, &["list"]);
    assert_eq!(status, 95);
    assert!(
        err.contains("perf-baseline.json:1:1") && err.contains("git checkout"),
        "{err}"
    );
    keep(home, "r", &[one(1, MS, 3)]);
    let (status, _, _) = outcome(&mut perf_budget(home, &["check", "--from", "runs"]));
    assert_eq!(
        status, 95,
        "a baseline that cannot be read is never a success"
    );
}

#[test]
fn the_environment_names_a_baseline_and_the_command_line_another() {
    let home = workspace("[baseline]\nname = \"settings\"\n");
    let home = home.path();
    for (time, name) in [
        (MS, "settings"),
        (1.5 * MS, "environment"),
        (2.0 * MS, "line"),
    ] {
        check(home, one(1, time, 3));
        assert_eq!(baseline(home, &["save", name]).0, 0);
    }
    let against = |variable: Option<&str>, more: &[&str]| {
        let arguments = [&["check", "--from", "runs"], more].concat();
        let mut command = perf_budget(home, &arguments);
        if let Some(name) = variable {
            command.env("PERF_BUDGET_BASELINE", name);
        }
        let (status, out, err) = outcome(&mut command);
        let named = out.split("against baseline `").nth(1);
        let named = named.and_then(|rest| rest.split('`').next());
        (status, named.unwrap_or(&err).to_owned())
    };
    assert_eq!(against(None, &[]), (97, "settings".to_owned()));
    assert_eq!(
        against(Some("environment"), &[]),
        (97, "environment".to_owned())
    );
    let line = ["--baseline", "line"];
    assert_eq!(against(Some("environment"), &line), (0, "line".to_owned()));
    let (status, err) = against(Some("gone"), &[]);
    assert!(
        status == 94 && err.contains("there is no baseline `gone`"),
        "{err}"
    );
    let (status, err) = against(Some("a b"), &[]);
    assert!(
        status == 94 && err.contains("PERF_BUDGET_BASELINE"),
        "{err}"
    );
}

#[test]
fn programs_read_what_changed_and_are_told_where_they_cannot() {
    let home = workspace("");
    let home = home.path();
    check(home, one(1, MS, 3));
    assert_eq!(baseline(home, &["save"]).0, 0);
    check(home, one(1, MS, 5));
    let (status, out, _) = baseline(home, &["diff", "--format", "json"]);
    assert_eq!(status, 97);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told["name"], "main");
    let worse = &told["differences"][0];
    assert_eq!(
        (&worse["metric"], &worse["trend"]),
        (&"allocations".into(), &"worse".into())
    );
    assert_eq!(worse["now"]["value"], 5.0);

    for (arguments, instead) in [
        (
            &["baseline", "review", "--format", "json"][..],
            "baseline diff --format json",
        ),
        (&["report", "--format", "json"], "--format json"),
    ] {
        let (status, _, err) = outcome(&mut perf_budget(home, arguments));
        assert_eq!(status, 94, "{err}");
        assert!(
            err.contains("has no --format") && err.contains(instead),
            "{err}"
        );
    }
}
