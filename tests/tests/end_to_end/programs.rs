//! Budgets in programs that know nothing of them: shared libraries that come and go, a static library in a program in C,
//! an allocator.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use perf_runtime::process::exit_code::OVER;
use perf_runtime::report::Report;
use tempfile::TempDir;

use crate::cargo::fixtures::{cargo_in, copied, target};
use crate::child::{Ended, command, run};
use crate::process::stage::{calls, files_below, panics, report_in};

/// Builds the programs and returns the folder they are in.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let workspace = copied("programs");
        let mut build = cargo_in(&workspace);
        build.args(["build", "--workspace", "--features", "monitoring"]);
        run(build.env("CARGO_NET_OFFLINE", "true")).assert_code(0);
        target().join("debug")
    })
}

/// A process that ended, and the reports it kept, in the order of their names.
struct Judged {
    ended: Ended,
    reports: Vec<Report>,
}

impl Judged {
    /// The report of a process with one runtime in it.
    #[track_caller]
    fn report(&self) -> &Report {
        assert_eq!(self.reports.len(), 1, "{:#?}", self.ended);
        &self.reports[0]
    }
}

fn judged(command: &mut Command) -> Judged {
    let budgets = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let ended = run(command.env("PERF_BUDGET_DIR", budgets.path()));
    let files = files_below(&budgets.path().join("runs"), "json");
    Judged {
        ended,
        reports: files.iter().map(|file| report_in(file)).collect(),
    }
}

/// Runs a program in this mode of `PERF_BUDGET`.
fn judged_as(mode: &str, program: impl AsRef<Path>) -> Judged {
    judged(command(program.as_ref()).env("PERF_BUDGET", mode))
}

/// The host without budgets in this mode of `PERF_BUDGET`; `plugin` and `second` in its words stand for the libraries.
fn host(mode: &str, words: &str) -> Judged {
    let words = words.split(' ').map(|word| match word {
        "plugin" | "second" => format!("open={}/lib{word}.so", built().display()),
        _ => word.to_owned(),
    });
    let mut host = command(&built().join("host"));
    judged(host.args(words).env("PERF_BUDGET", mode))
}

#[test]
fn a_library_opened_by_a_bare_host_is_judged_at_exit() {
    let judged = host("report", "plugin call=plugin_quick call=plugin_slow");
    judged.ended.assert_code(0);
    judged
        .ended
        .assert_says("`plugin::plugin_slow` breaks `max_ms`");
    assert_eq!(judged.ended.summaries().len(), 1, "{:#?}", judged.ended);
    assert_eq!(calls(judged.report(), "plugin::quick"), 20);
}

#[test]
fn a_library_that_was_closed_is_judged_all_the_same() {
    let judged = host(
        "report",
        "plugin call=plugin_quick close plugin call=plugin_quick close",
    );
    judged.ended.assert_code(0);
    assert_eq!(calls(judged.report(), "plugin::quick"), 40);
}

#[test]
fn a_broken_budget_in_a_library_turns_the_success_of_its_host_into_90() {
    let slow = "plugin call=plugin_slow close";
    host("enforce", slow).ended.assert_code(OVER.into());
    let failing = host("enforce", &format!("{slow} exit=3"));
    failing.ended.assert_code(3);
}

#[test]
fn a_host_below_a_test_is_silent_by_itself() {
    let mut host = command(&built().join("host"));
    let library = built().join("libplugin.so");
    let words = [
        format!("open={}", library.display()),
        "call=plugin_slow".to_owned(),
    ];
    let judged = judged(host.args(words));
    judged.ended.assert_code(0).assert_quiet();
    assert!(judged.reports.is_empty());
}

#[test]
fn calls_from_threads_and_handlers_that_outlive_the_closed_library_count() {
    let judged = host(
        "report",
        "plugin call=plugin_at_exit thread call=plugin_at_thread_end call=plugin_quick close",
    );
    judged.ended.assert_code(0);
    assert_eq!(calls(judged.report(), "plugin::quick"), 22);
}

#[test]
fn a_panic_that_crosses_threads_ends_in_the_library_and_counts_once_in_each_function() {
    let judged = host("report", "plugin call=plugin_panic call=plugin_quick close");
    judged.ended.assert_code(0);
    let report = judged.report();
    assert_eq!(panics(report, "plugin_panic::panics"), 1);
    assert_eq!(panics(report, "plugin_panic::passes_on"), 1);
    assert_eq!(calls(report, "plugin::quick"), 20);
}

#[test]
fn two_libraries_with_a_runtime_each_judge_each_its_own() {
    let judged = host(
        "enforce",
        "plugin call=plugin_quick second call=second_quick call=second_slow close close",
    );
    // The library that was opened first keeps its budgets, and its verdict comes last: it must not undo the other's.
    judged.ended.assert_code(OVER.into());
    judged
        .ended
        .assert_says("`second::second_slow` breaks `max_ms`");
    assert_eq!(judged.ended.summaries().len(), 2, "{:#?}", judged.ended);
    let [one, other] = &judged.reports[..] else {
        panic!("{:#?}", judged.ended)
    };
    let (first, second) = if one.sites.len() > other.sites.len() {
        (one, other)
    } else {
        (other, one)
    };
    assert_eq!(calls(first, "plugin::quick"), 20);
    assert_eq!(calls(second, "second_quick::quick"), 3);
    let is_of = |package: &str, report: &Report| {
        let mut sites = report.sites.iter();
        sites.all(|site| site.path.starts_with(package))
    };
    assert!(is_of("plugin", first) && is_of("second", second));
}

#[test]
fn a_static_library_in_a_program_in_c_is_judged() {
    let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let program = folder.path().join("program");
    let mut compiler = command(Path::new("cc"));
    compiler
        .arg("-o")
        .arg(&program)
        .arg(copied("programs").join("c/main.c"))
        .arg(built().join("libplugin.a"))
        // What the compiler says a static library of Rust needs: `--print native-static-libs`.
        .args(["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"]);
    run(&mut compiler).assert_code(0);

    let kept = judged_as("enforce", &program);
    kept.ended.assert_code(0);
    assert_eq!(calls(kept.report(), "plugin::quick"), 21);

    let mut slow = command(&program);
    slow.arg("slow").env("PERF_BUDGET", "enforce");
    let broken = judged(&mut slow);
    broken.ended.assert_code(OVER.into());
    assert_eq!(calls(broken.report(), "plugin_slow"), 1);
}

#[test]
fn an_allocator_with_budgets_is_recorded_wherever_a_process_allocates() {
    /// On each of the program's threads.
    const MADE: u64 = 8 * 1000;
    let judged = judged_as("enforce", built().join("allocator"));
    judged.ended.assert_code(0);
    let report = judged.report();
    for function in ["::alloc", "::dealloc"] {
        let calls = calls(report, function);
        assert!(calls >= MADE, "{function}: {calls}");
    }
    // Eight panics, the destructors of nine threads, the exit handler.
    assert_eq!(calls(report, "::allocates"), 18);
}
