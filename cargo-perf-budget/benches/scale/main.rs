//! What the subcommand takes on large projects: `cargo bench -p cargo-perf-budget --bench scale` prints each figure with
//! its bound, and fails when one is above it. A name as an argument runs that one: merge, trend, report, check,
//! million.

#[path = "../../tests/common/mod.rs"]
mod common;

mod checked;
mod cost;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use common::{MS, limit, outcome, perf_budget, report, site, timed, workspace};
use cost::Cost;
use perf_runtime::site::Metric;

/// Each command is run so often.
const RUNS: u32 = 5;

struct Figure {
    name: &'static str,
    what: String,
    value: f64,
    bound: f64,
    unit: &'static str,
}

type Measure = fn() -> Figure;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let all: [(&str, Measure); 5] = [
        ("merge", merge),
        ("trend", || history("trend")),
        ("report", || history("report")),
        ("check", checked::overhead),
        ("million", million),
    ];
    let mut failed = false;
    for (name, measure) in all {
        if !wanted.is_empty() && !wanted.iter().any(|word| word == name) {
            continue;
        }
        let Figure {
            name,
            what,
            value,
            bound,
            unit,
        } = measure();
        let verdict = if value <= bound { "within" } else { "OVER" };
        println!("{name:>7}: {what}: {value:.2} {unit} (bound {bound} {unit}) {verdict}");
        failed |= value > bound;
    }
    ExitCode::from(u8::from(failed))
}

/// What a command takes on a machine that does nothing else: the shortest wall time of some runs, or their mean processor
/// time, whose clock ticks are too long for one run. The lesser counts: waiting for a core is in the wall time only, and
/// where several cores work at once the wall time is the shorter. Both in words, too.
fn alone(folder: &Path, arguments: &[&str]) -> (Duration, String) {
    let costs: Vec<Cost> = (0..RUNS)
        .map(|_| Cost::of(&mut perf_budget(folder, arguments)))
        .collect();
    let wall = costs.iter().map(|cost| cost.wall).min().unwrap_or_default();
    let cpu = costs.iter().map(|cost| cost.cpu).sum::<Duration>() / RUNS;
    (
        wall.min(cpu),
        format!("wall {wall:.2?}, processor {cpu:.2?}"),
    )
}

fn merge() -> Figure {
    const FILES: u32 = 64;
    const SITES: u32 = 10_000;
    // So many different times of a function in a test are what run files of this repository hold.
    const TIMES: u32 = 7;
    let home = tempfile::tempdir().unwrap();
    let sites = (0..SITES).map(|i| {
        let limits = vec![limit(Metric::Time, "max_ms", 2.0 * MS)];
        let contexts = vec![timed("tests::all", MS, TIMES)];
        site(
            &format!("module_{}::function_{i}", i % 100),
            i + 1,
            limits,
            contexts,
        )
    });
    let mut shard = report(0, sites.collect());
    let folder = home.path().join("runs/r");
    fs::create_dir_all(&folder).unwrap();
    for process in 0..FILES {
        shard.runs[0].process = process;
        let text = shard.to_json().unwrap();
        fs::write(folder.join(format!("{process}.json")), text).unwrap();
    }
    let (took, both) = alone(home.path(), &["merge", "runs", "--output", "merged.json"]);
    Figure {
        name: "merge",
        what: format!("{FILES} run files of {SITES} functions ({both})"),
        value: took.as_secs_f64(),
        bound: 1.0,
        unit: "s",
    }
}

/// A file that no workspace makes, and that somebody may send all the same.
fn million() -> Figure {
    const SITES: u32 = 1_000_000;
    let home = tempfile::tempdir().unwrap();
    let sites = (0..SITES).map(|i| site(&format!("f{i}"), i + 1, Vec::new(), Vec::new()));
    let text = report(0, sites.collect()).to_json().unwrap();
    fs::write(home.path().join("run.json"), &text).unwrap();
    let arguments = ["merge", "run.json", "--output", "merged.json"];
    let (took, both) = alone(home.path(), &arguments);
    Figure {
        name: "million",
        what: format!(
            "a run file of {SITES} functions, {} MB ({both})",
            text.len() / 1_000_000
        ),
        value: took.as_secs_f64(),
        bound: 30.0,
        unit: "s",
    }
}

/// 100 000 rows: 500 checks of 200 functions.
fn history(command: &'static str) -> Figure {
    const CHECKS: u64 = 500;
    const SITES: u64 = 200;
    let home = workspace("");
    let mut lines = String::new();
    for check in 0..CHECKS {
        let figures: Vec<String> = (0..SITES)
            .map(|site| {
                let value = 1e6 * (1.0 + ((check * 7919 + site * 104_729) % 1000) as f64 / 1e5);
                format!(
                    r#"{{"site":"k::function_{site}","context":"tests::all","metric":"time","statistic":"median","unit":"nanoseconds","samples":100,"cancelled":true,"low":{},"value":{value},"high":{}}}"#,
                    value * 0.99,
                    value * 1.01
                )
            })
            .collect();
        let _ = writeln!(
            lines,
            r#"{{"schema":1,"run":"check-{check}","at_unix_ms":{},"commit":"{check:040x}","branch":"main","dirty":false,"machine":{{"processor":"Zen 5","cores":2,"opt_level":"3","debug_assertions":false,"rustc":"rustc 1.95.0"}},"exit_status":0,"figures":[{}]}}"#,
            1_760_000_000_000 + check * 3_600_000,
            figures.join(",")
        );
    }
    fs::write(home.path().join("lines"), lines).unwrap();
    let import = ["history", "import", "--history", "h.sqlite", "lines"];
    let (status, _, err) = outcome(&mut perf_budget(home.path(), &import));
    assert_eq!(status, 0, "{err}");
    let what = format!("{} rows of history", CHECKS * SITES);
    if command == "trend" {
        let arguments = ["trend", "--history", "h.sqlite", "k::function_7"];
        let (took, both) = alone(home.path(), &arguments);
        return Figure {
            name: "trend",
            // The name is a part of ten more.
            what: format!("trend of 11 functions in {what} ({both})"),
            value: took.as_secs_f64() * 1e3,
            bound: 50.0,
            unit: "ms",
        };
    }
    let sites = (0..u32::try_from(SITES).unwrap()).map(|i| {
        let limits = vec![limit(Metric::Time, "max_ms", 2.0 * MS)];
        let contexts = vec![timed("tests::all", MS, 200)];
        site(&format!("function_{i}"), i + 1, limits, contexts)
    });
    let text = report(0, sites.collect()).to_json().unwrap();
    fs::write(home.path().join("run.json"), text).unwrap();
    let arguments = [
        "report",
        "--from",
        "run.json",
        "--history",
        "h.sqlite",
        "--last",
        "500",
    ];
    let (took, both) = alone(home.path(), &arguments);
    Figure {
        name: "report",
        what: format!("page of {SITES} functions with {what} ({both})"),
        value: took.as_secs_f64(),
        bound: 2.0,
        unit: "s",
    }
}
