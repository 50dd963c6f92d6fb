//! The built subcommand as a program, and run files as a recorder would leave them.

#![allow(dead_code, reason = "each test program uses its own part")]

pub(crate) mod fresh;
pub(crate) mod killer;

use std::path::Path;
use std::process::{Command, Output};

use perf_runtime::record::{ClockSnapshot, ContextSnapshot, MemorySnapshot};
use perf_runtime::report::{
    AgainstRecord, Environment, LimitRecord, Report, Run, SCHEMA_VERSION, SiteRecord, merge,
};
use perf_runtime::site::{Kind, Metric, Statistic};

pub(crate) const MS: f64 = 1e6;

/// The subcommand in `folder`, without anything in the environment that could change its output.
pub(crate) fn perf_budget(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-perf-budget"));
    command
        .arg("perf-budget")
        .args(arguments)
        .current_dir(folder);
    for variable in [
        "CARGO_TERM_COLOR",
        "CARGO_TARGET_DIR",
        "NO_COLOR",
        "PERF_BUDGET",
        "PERF_BUDGET_RUN",
        "PERF_BUDGET_DIR",
        "PERF_BUDGET_BASELINE",
    ] {
        command.env_remove(variable);
    }
    command.env("COLUMNS", "100");
    command
}

/// Exit status, standard output, standard error.
pub(crate) fn outcome(command: &mut Command) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the subcommand starts");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (
        status.code().expect("no signal ends it"),
        text(stdout),
        text(stderr),
    )
}

pub(crate) fn limit(metric: Metric, key: &str, value: f64) -> LimitRecord {
    let statistic = match metric {
        Metric::Time => Statistic::Median,
        _ => Statistic::Maximum,
    };
    LimitRecord {
        metric,
        statistic,
        value,
        key: key.to_owned(),
        written: value.to_string(),
        changed: None,
    }
}

/// `n` samples spread evenly over ± 2 % around `centre` nanoseconds.
pub(crate) fn timed(context: &str, centre: f64, n: u32) -> ContextSnapshot {
    let samples = (0..n).map(|i| centre * (0.98 + 0.04 * f64::from(i) / f64::from(n.max(2) - 1)));
    ContextSnapshot {
        context: context.to_owned(),
        calls: u64::from(n),
        time: samples.clone().collect(),
        wall: samples.collect(),
        ..ContextSnapshot::default()
    }
}

pub(crate) fn allocating(context: ContextSnapshot, allocations: u64) -> ContextSnapshot {
    ContextSnapshot {
        memory: Some(MemorySnapshot {
            calls: context.calls - 1,
            max_allocations: allocations,
            max_bytes: allocations * 32,
            max_peak: allocations * 32,
            first_calls: 1,
            first_allocations: allocations,
            total_allocations: allocations * context.calls,
            total_bytes: allocations * 32 * context.calls,
            ..MemorySnapshot::default()
        }),
        ..context
    }
}

pub(crate) fn site(
    name: &str,
    line: u32,
    limits: Vec<LimitRecord>,
    contexts: Vec<ContextSnapshot>,
) -> SiteRecord {
    SiteRecord {
        path: format!("analysis::{name}"),
        function_path: format!("analysis::{name}"),
        file: "src/lib.rs".to_owned(),
        line,
        package: "analysis".to_owned(),
        kind: Kind::Function,
        owner: String::new(),
        tags: Vec::new(),
        warning_percent: 10.0,
        critical_percent: 50.0,
        limits,
        against: AgainstRecord::default(),
        contexts,
    }
}

pub(crate) fn report(process: u32, sites: Vec<SiteRecord>) -> Report {
    let report = Report {
        schema: SCHEMA_VERSION,
        runs: vec![Run {
            started_unix_ms: 1_760_000_000_000 + u64::from(process),
            id: "run-1".to_owned(),
            process,
            duration_ms: 12.5,
            command: vec!["target/debug/deps/analysis".to_owned()],
        }],
        environments: vec![Environment {
            machine: "bench".to_owned(),
            os: "Linux 6".to_owned(),
            cpu: "Zen 5".to_owned(),
            cores: 2,
            opt_level: "3".to_owned(),
            debug_assertions: false,
            rustc: "rustc 1.95.0".to_owned(),
            clock: ClockSnapshot {
                name: "tsc".to_owned(),
                resolution_ns: 10.0,
                overhead_ns: 17.0,
                allocator_installed: true,
                ..ClockSnapshot::default()
            },
        }],
        sites,
        decided: Vec::new(),
        notes: Vec::new(),
        verdicts: Vec::new(),
        alerts: Vec::new(),
        tree: Default::default(),
        workflows: Vec::new(),
        remarks: Vec::new(),
    };
    merge([report]).expect("one report merges")
}

/// One of everything: over, not measured, not called, undecided, within; names that are markup everywhere.
pub(crate) fn mixed(process: u32) -> Report {
    let time = || limit(Metric::Time, "max_ms", 2.0 * MS);
    report(
        process,
        vec![
            site(
                "slow",
                10,
                vec![time()],
                vec![timed("tests::slow", 2.6 * MS, 200)],
            ),
            site(
                "allocates",
                20,
                vec![time(), limit(Metric::Allocations, "max_allocs", 0.0)],
                vec![allocating(timed("tests::allocates", 1.0 * MS, 40), 3)],
            ),
            site(
                "blind",
                30,
                vec![limit(Metric::PeakBytes, "max_peak_kb", 65_536.0)],
                vec![timed("tests::blind", MS, 3)],
            ),
            site(
                "few",
                40,
                vec![time()],
                vec![timed("tests::few", 2.1 * MS, 3)],
            ),
            site(
                "quick",
                50,
                vec![time()],
                vec![timed("tests::quick", 1.0 * MS, 50)],
            ),
            site("<T as \"&|%::,Trait>::unused", 60, vec![time()], Vec::new()),
        ],
    )
}

/// All limits kept.
pub(crate) fn healthy(process: u32) -> Report {
    let time = limit(Metric::Time, "max_ms", 2.0 * MS);
    report(
        process,
        vec![site(
            "quick",
            50,
            vec![time],
            vec![timed("tests::quick", 1.0 * MS, 50)],
        )],
    )
}

/// Writes run files into `runs/<run>` below the folder.
pub(crate) fn keep(folder: &Path, run: &str, reports: &[Report]) {
    let folder = folder.join("runs").join(run);
    std::fs::create_dir_all(&folder).unwrap();
    for (i, report) in reports.iter().enumerate() {
        let name = format!("it-0123456789abcdef-{i}-1700000000000000.json");
        std::fs::write(folder.join(name), report.to_json().unwrap()).unwrap();
    }
}

/// A package that builds nothing but answers `cargo metadata`, with settings.
pub(crate) fn workspace(settings: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("can create");
        std::fs::write(path, text).expect("can write");
    };
    write(
        "Cargo.toml",
        "[package]\nname = \"analysis\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n",
    );
    write("src/lib.rs", "");
    if !settings.is_empty() {
        write("perf-budget.toml", settings);
    }
    home
}

/// A report with one function: its time in nanoseconds and its allocations a call.
pub(crate) fn one(process: u32, time: f64, allocations: u64) -> Report {
    let limits = vec![
        limit(Metric::Time, "max_ms", 100.0 * MS),
        limit(Metric::Allocations, "max_allocs", 1000.0),
    ];
    let context = allocating(timed("tests::fit", time, 100), allocations);
    report(process, vec![site("fit", 10, limits, vec![context])])
}
