//! The start-up of programs: a fresh process for each figure, and every failure red.
#![cfg(feature = "monitoring")]

use perf_runtime::budget::{Gate, Outcome, Policy, Verdict};
use perf_runtime::report::Report;
use perf_runtime::startup::StartupSettings;
use perf_runtime::testing::Startup;

const PROGRAM: &str = env!("CARGO_BIN_EXE_startup_fixture");

/// So long that no machine is too slow.
const LAX: StartupSettings = StartupSettings {
    ready_ms: 20_000.0,
    total_ms: 30_000.0,
    phase_ms: 10_000.0,
    runs: 3,
    program: None,
    arguments: Vec::new(),
    line: 0,
};

fn measure(how: &str, settings: StartupSettings) -> Report {
    Startup::of(PROGRAM)
        .arg(how)
        .with(settings)
        .measure()
        .unwrap()
}

fn verdict<'a>(report: &'a Report, part: &str) -> &'a Verdict {
    let name = format!("start-up of startup_fixture: {part}");
    let mut verdicts = report.verdicts.iter();
    let verdict = verdicts.find(|verdict| verdict.site == name);
    verdict.unwrap_or_else(|| panic!("no {name}: {:#?}", report.verdicts))
}

fn measured(report: &Report, part: &str) -> f64 {
    verdict(report, part).measured.unwrap().value
}

#[test]
fn the_start_up_is_measured_part_by_part() {
    let report = measure("slow", LAX);
    assert_eq!(report.gate(&Policy::default()), Gate::Pass);
    let [ready, total, configure, connect] =
        ["ready", "total", "phase configure", "phase connect"].map(|part| measured(&report, part));
    assert!(ready < total, "loading comes before the first constructor");
    assert!(configure >= 60e6, "the phase sleeps for 60 ms: {configure}");
    assert!(connect < configure);
    assert!(
        configure <= ready,
        "phases are parts of it: {configure} {ready}"
    );
    let note = |words: &str| report.notes.iter().any(|note| note.contains(words));
    assert!(
        note("the first start of startup_fixture is not judged"),
        "{:?}",
        report.notes
    );
    assert!(note("standard deviation"), "{:?}", report.notes);
    if cfg!(target_os = "linux") {
        assert!(
            note("% of the program was in the page cache before it"),
            "{:?}",
            report.notes
        );
    }
    assert_eq!(verdict(&report, "total").evidence.samples, 3);
}

#[test]
fn a_broken_limit_is_over() {
    let strict = StartupSettings {
        phase_ms: 1.0,
        ..LAX
    };
    let report = measure("slow", strict);
    assert_eq!(verdict(&report, "phase configure").outcome, Outcome::Over);
    assert_eq!(verdict(&report, "ready").outcome, Outcome::Within);
    assert_eq!(report.gate(&Policy::default()), Gate::Over);
}

#[test]
fn what_fails_is_not_measured_and_red() {
    for (program, how, reason) in [
        (
            PROGRAM,
            "fail",
            "it failed before it was ready (exit status: 3): no server answers",
        ),
        (
            PROGRAM,
            "forget",
            "it ended without a call of `perf_runtime::startup_complete()`",
        ),
        (
            "/no/such/program",
            "",
            "`/no/such/program` cannot be started",
        ),
    ] {
        let report = Startup::of(program).arg(how).with(LAX).measure().unwrap();
        assert_eq!(report.gate(&Policy::default()), Gate::NotMeasured, "{how}");
        let all = report.verdicts.iter();
        for verdict in all {
            assert_eq!(verdict.outcome, Outcome::NotMeasured);
            assert!(verdict.reason.contains(reason), "{}", verdict.reason);
        }
        assert_eq!(report.verdicts.len(), 2, "ready and total");
    }
}

#[test]
fn a_test_that_asserts_fails_with_the_report() {
    let strict = StartupSettings {
        phase_ms: 1.0,
        ..LAX
    };
    let panic = std::panic::catch_unwind(|| {
        Startup::of(PROGRAM).arg("slow").with(strict).assert_kept();
    });
    let text = *panic.unwrap_err().downcast::<String>().unwrap();
    assert!(
        text.contains("`start-up of startup_fixture: phase configure` breaks `phase_ms`"),
        "{text}"
    );
    Startup::of(PROGRAM).arg("ready").with(LAX).assert_kept();
}
