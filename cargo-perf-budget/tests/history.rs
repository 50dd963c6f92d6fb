//! `history` and `trend` on synthetic checks, many writers, and killed ones.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use common::{outcome, perf_budget};

/// One line of an export: check `i`, with the time and the allocations of one function.
fn line(i: u64, time: f64, allocations: u64) -> String {
    let figure = |metric: &str, statistic: &str, unit: &str, value: f64| {
        format!(
            "{{\"site\":\"k::fit\",\"context\":\"tests::fit\",\"metric\":\"{metric}\",\"statistic\":\"{statistic}\",\
             \"unit\":\"{unit}\",\"samples\":100,\"cancelled\":true,\"low\":{value:?},\"value\":{value:?},\"high\":{value:?}}}"
        )
    };
    format!(
        "{{\"schema\":1,\"run\":\"run-{i}\",\"at_unix_ms\":{},\"commit\":\"{i:010x}{i:030x}\",\"branch\":\"main\",\"dirty\":false,\
         \"machine\":{{\"processor\":\"Zen 5\",\"cores\":2,\"opt_level\":\"3\",\"debug_assertions\":false,\"rustc\":\"rustc 1\"}},\
         \"exit_status\":0,\"figures\":[{},{}]}}\n",
        1_760_000_000_000 + i * 3_600_000,
        figure("allocations", "maximum", "count", allocations as f64),
        figure("time", "median", "nanoseconds", time)
    )
}

/// 100 checks: the time steps up by 10 % at check 70, the allocations stay. Noise of 1 % from a fixed sequence.
fn stepped() -> String {
    (0..100).fold(String::new(), |mut lines, i| {
        let noise = 1.0 + 0.01 * (((i * 37) % 19) as f64 / 9.0 - 1.0);
        let level = if i < 70 { 1e6 } else { 1.1e6 };
        write!(lines, "{}", line(i, (level * noise).round(), 3)).unwrap();
        lines
    })
}

fn imported(text: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("export.jsonl"), text).unwrap();
    let (status, _, err) = history(home.path(), &["import", "export.jsonl"]);
    assert_eq!(status, 0, "{err}");
    home
}

fn history(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut all = vec!["history", "--history", "h.sqlite"];
    all.extend(arguments);
    outcome(&mut perf_budget(folder, &all))
}

#[test]
fn what_is_imported_is_exported_the_same_and_known_checks_are_left_out() {
    let home = imported(&stepped());
    let (status, out, _) = history(home.path(), &["export"]);
    assert_eq!((status, out), (0, stepped()));
    let (_, _, err) = history(home.path(), &["import", "export.jsonl"]);
    assert!(err.contains("0 checks, 100 were there already"), "{err}");
    let (_, out, _) = history(home.path(), &["list", "--last", "2"]);
    insta::assert_snapshot!("list", out);
}

#[test]
fn a_trend_names_the_commit_that_changed_the_level() {
    let home = imported(&stepped());
    let trend = |arguments: &[&str]| {
        let mut all = vec!["trend", "--history", "h.sqlite"];
        all.extend(arguments);
        outcome(&mut perf_budget(home.path(), &all))
    };
    let (status, out, err) = trend(&[]);
    assert_eq!((status, &*err), (0, ""));
    insta::assert_snapshot!("trend", out);
    let (_, out, _) = trend(&["fit", "--format", "json"]);
    let trends: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(trends.as_array().unwrap().len(), 2);
    assert_eq!(
        trends[1]["changes"][0]["commit"], "0000000046",
        "ten digits of the hash of check 70"
    );
    let (status, _, err) = trend(&["nothing"]);
    assert_eq!(status, 94);
    assert!(err.contains("`nothing`"), "{err}");
}

#[test]
fn a_short_history_does_not_pass_for_a_still_one() {
    let home = imported(&(line(0, 1e6, 3) + &line(1, 1e6, 3)));
    let (status, out, _) = outcome(&mut perf_budget(
        home.path(),
        &["trend", "--history", "h.sqlite"],
    ));
    assert_eq!(status, 0);
    assert!(out.contains("2 with too few runs to tell"), "{out}");
}

#[test]
fn a_bad_line_is_named_and_nothing_is_imported() {
    let home = imported(&line(0, 1e6, 3));
    for (bad, told) in [
        (line(1, 1e6, 3)[..80].to_owned(), ":2:"),
        (
            line(1, 1e6, 3).replacen("\"schema\":1", "\"schema\":9", 1),
            "schema version 9",
        ),
        (
            line(1, 1e6, 3).replacen("\"low\":3.0", "\"low\":4.0", 1),
            "contradicts itself",
        ),
        (
            line(1, 1e6, 3).replacen("\"value\":3.0", "\"value\":1e999", 1),
            ":2:",
        ),
    ] {
        fs::write(
            home.path().join("bad.jsonl"),
            format!("{}{bad}", line(2, 1e6, 3)),
        )
        .unwrap();
        let (status, _, err) = history(home.path(), &["import", "bad.jsonl"]);
        assert_eq!(status, 95);
        assert!(err.contains(told) && err.contains("bad.jsonl"), "{err}");
    }
    assert_eq!(history(home.path(), &["export"]).1, line(0, 1e6, 3));
}

#[test]
fn many_writers_lose_nothing() {
    let home = tempfile::tempdir().unwrap();
    let children: Vec<_> = (0..8)
        .map(|writer| {
            let lines: String = (0..20).map(|i| line(writer * 100 + i, 1e6, 3)).collect();
            let name = format!("{writer}.jsonl");
            fs::write(home.path().join(&name), lines).unwrap();
            perf_budget(
                home.path(),
                &["history", "--history", "h.sqlite", "import", &name],
            )
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(history(home.path(), &["export"]).1.lines().count(), 160);
}

#[cfg(unix)]
#[test]
fn a_kill_at_any_moment_leaves_whole_checks_only() {
    let home = imported(&line(0, 1e6, 3));
    let rows: u64 = 40;
    let begun = Instant::now();
    let spawn = |round: u64| {
        let lines: String = (0..rows)
            .map(|i| line(1 + round * rows + i, 1e6, 3))
            .collect();
        fs::write(home.path().join("more.jsonl"), lines).unwrap();
        perf_budget(
            home.path(),
            &["history", "--history", "h.sqlite", "import", "more.jsonl"],
        )
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
    };
    assert!(spawn(0).wait().unwrap().success());
    let usual = begun.elapsed();
    for round in 1..=100_u32 {
        let mut child = spawn(u64::from(round));
        // Moments spread over the whole life of such a process.
        std::thread::sleep(
            usual
                .mul_f64(f64::from(round % 25) / 20.0)
                .min(Duration::from_millis(200)),
        );
        drop(child.kill());
        child.wait().unwrap();
    }
    let (status, out, err) = history(home.path(), &["export"]);
    assert_eq!(status, 0, "{err}");
    assert_eq!(
        (out.lines().count() as u64 - 1) % rows,
        0,
        "an import is all or nothing"
    );
}

#[test]
fn without_a_history_the_remedy_is_named() {
    let home = tempfile::tempdir().unwrap();
    let (status, _, err) = history(home.path(), &["list"]);
    assert_eq!(status, 95);
    assert!(err.contains("h.sqlite") && err.contains("check"), "{err}");
    fs::write(
        home.path().join("h.sqlite"),
        "no database at all, but long enough to have a header".repeat(9),
    )
    .unwrap();
    let (status, _, err) = history(home.path(), &["list"]);
    assert_eq!(status, 95);
    assert!(err.contains("move the file away"), "{err}");
}

#[test]
fn a_check_that_is_dated_after_the_present_is_told() {
    let year_9000 = stepped().replace(
        "\"at_unix_ms\":1760356400000",
        "\"at_unix_ms\":221845392000000",
    );
    assert_ne!(year_9000, stepped());
    let home = imported(&year_9000);
    let trend = ["trend", "--history", "h.sqlite"];
    let (status, _, err) = outcome(&mut perf_budget(home.path(), &trend));
    assert_eq!(status, 0, "{err}");
    assert!(
        err.contains("dated 9000-01-01T00:00:00Z, which is to come"),
        "{err}"
    );
    let home = imported(&stepped());
    let (_, _, err) = outcome(&mut perf_budget(home.path(), &trend));
    assert_eq!(err, "");
}
