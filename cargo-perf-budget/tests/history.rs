//! `history` and `trend` on synthetic checks, many writers, and killed ones.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use common::killer::Killer;
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
    let mut killer = Killer::new(begun.elapsed());
    for round in 1..=100 {
        killer.kill(spawn(round));
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

/// Numbers of a fixed sequence, evenly between 0 and 1.
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (a, b) = (self.uniform().max(1e-300), self.uniform());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }

    /// 1 % of Gaussian noise.
    fn gaussian(&mut self) -> f64 {
        1.0 + 0.01 * self.normal()
    }

    /// 1.5 % of Student's t with three degrees of freedom, and one run in twenty slower by 30 % on average.
    fn heavy(&mut self) -> f64 {
        let squares: f64 = (0..3).map(|_| self.normal().powi(2)).sum();
        let t = self.normal() / (squares / 3.0).sqrt();
        let outlier = self.uniform() < 0.05;
        let delay = -0.3 * self.uniform().max(1e-300).ln();
        (0.015 * t).exp() * if outlier { 1.0 + delay } else { 1.0 }
    }
}

/// `cargo test -p cargo-perf-budget --test history rates -- --nocapture` prints them.
#[test]
fn trends_have_the_rates_of_false_and_missed_alarms_that_they_promise() {
    const HISTORIES: usize = 300;
    const RUNS: u64 = 100;
    const STEP_AT: u64 = 70;
    // Of each kind of noise histories that stay, and histories with a step of 5 %.
    let kinds = ["gaussian", "heavy"].map(|noise| [("flat", noise), ("step", noise)]);
    let mut chance = Chance(20_260_101);
    let mut lines = String::new();
    for run in 0..RUNS {
        let mut figures = Vec::new();
        for (kind, noise) in kinds.concat() {
            let level = if kind == "step" && run >= STEP_AT {
                1.05e6
            } else {
                1e6
            };
            for i in 0..HISTORIES {
                let value = level
                    * match noise {
                        "heavy" => chance.heavy(),
                        _ => chance.gaussian(),
                    };
                figures.push(format!(
                    r#"{{"site":"{noise}::{kind}::f{i:03}","context":"","metric":"time","statistic":"median","unit":"nanoseconds","samples":100,"cancelled":true,"low":{value:?},"value":{value:?},"high":{value:?}}}"#
                ));
            }
        }
        let whole = line(run, 1.0, 1);
        let (head, _) = whole.split_once("\"figures\":[").unwrap();
        writeln!(lines, "{head}\"figures\":[{}]}}", figures.join(",")).unwrap();
    }
    let home = imported(&lines);
    let trend = [
        "trend",
        "--verbose",
        "--format",
        "json",
        "--history",
        "h.sqlite",
    ];
    let (status, out, err) = outcome(&mut perf_budget(home.path(), &trend));
    assert_eq!((status, &*err), (0, ""));
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    let trends = answer.as_array().unwrap();
    assert_eq!(trends.len(), 4 * HISTORIES);

    // The run that raises the first alarm.
    let alarm = |trend: &serde_json::Value| {
        let first = trend["changes"].get(0)?;
        Some(first["at"].as_u64()? + first["noticed_after"].as_u64()? - 1)
    };
    let of = |noise: &str, kind: &str| -> Vec<Option<u64>> {
        let prefix = format!("{noise}::{kind}::");
        let of_kind =
            |trend: &&serde_json::Value| trend["site"].as_str().unwrap().starts_with(&prefix);
        trends.iter().filter(of_kind).map(alarm).collect()
    };
    let percent = |count: usize| 100.0 * count as f64 / HISTORIES as f64;
    // 300 histories leave a rate of 3 % an interval of 1.5 to 5.5 %.
    for (noise, most_false, least_found) in [("gaussian", 4.0, 98.0), ("heavy", 5.5, 89.0)] {
        let false_alarms = of(noise, "flat").iter().flatten().count();
        let mut delays: Vec<u64> = of(noise, "step")
            .iter()
            .flatten()
            .filter(|at| (STEP_AT..STEP_AT + 10).contains(at))
            .map(|at| at - STEP_AT + 1)
            .collect();
        delays.sort_unstable();
        let (false_alarms, found) = (percent(false_alarms), percent(delays.len()));
        let delay = delays[delays.len() / 2];
        println!(
            "{noise} noise: {false_alarms:.1} % of histories without a step alarm, {found:.1} % of steps of 5 % are found \
             within ten runs, half of those in {delay}"
        );
        assert!(false_alarms <= most_false && found >= least_found && delay <= 6);
    }
}
