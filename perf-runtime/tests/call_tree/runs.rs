//! How runs end, how often they call, and what health says of them.

use std::future::Future;
use std::panic::catch_unwind;
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use perf_runtime::record::snapshot;
use perf_runtime::{HealthStatus, phase, workflow, workflow_handle};

use crate::support::{Yields, runs};

#[perf_runtime::perf_budget(max_calls = 5)]
fn look_up(key: u32) -> u32 {
    key + 1
}

#[test]
fn calls_within_a_run_are_counted_over_all_its_threads() {
    let calls = |calls: u32| {
        workflow("n plus one", || {
            let handle = workflow_handle();
            thread::scope(|scope| {
                scope.spawn(|| handle.run(|| look_up(0)));
            });
            (1..calls).map(look_up).sum::<u32>()
        })
    };
    calls(2);
    // Outside: in no run.
    (0..100).for_each(|key| {
        look_up(key);
    });
    workflow("around", || calls(5));
    calls(1);
    let snapshot = snapshot();
    let mut sites = snapshot.sites.iter();
    let site = sites
        .find(|site| site.site.path().ends_with("look_up"))
        .unwrap();
    let runs: Vec<_> = site
        .contexts
        .iter()
        .filter_map(|context| context.calls_per_run)
        .collect();
    assert_eq!(runs.len(), 1);
    assert_eq!((runs[0].runs, runs[0].max, runs[0].total), (3, 5, 8));
    let verdicts = perf_runtime::budget::judge(&snapshot);
    let mut calls = verdicts.iter().filter(|verdict| verdict.key == "max_calls");
    let verdict = calls.find(|verdict| verdict.measured.is_some()).unwrap();
    assert_eq!(verdict.outcome, perf_runtime::budget::Outcome::Within);
    assert_eq!(verdict.measured.map(|measured| measured.value), Some(5.0));
}

#[perf_runtime::perf_budget(max_calls = 5)]
async fn fetch() {
    Yields(9).await;
}

#[test]
fn a_future_is_one_call_however_often_it_is_polled() {
    workflow("polled", || {
        for _ in 0..2 {
            let mut future = pin!(fetch());
            let mut context = Context::from_waker(Waker::noop());
            while future.as_mut().poll(&mut context).is_pending() {}
        }
    });
    let snapshot = snapshot();
    let mut sites = snapshot.sites.iter();
    let site = sites
        .find(|site| site.site.path().ends_with("fetch"))
        .unwrap();
    let runs = site.contexts[0].calls_per_run.unwrap();
    assert_eq!((runs.runs, runs.max, runs.total), (1, 2, 2));
}

#[perf_runtime::monitored_workflow(name = "fallible", max_s = 100)]
fn fallible(text: &str) -> Result<u32, std::num::ParseIntError> {
    let number: u32 = text.parse()?;
    if number > 100 {
        "x".parse()
    } else {
        Ok(number)
    }
}

#[perf_runtime::monitored_workflow(name = "fallible early", max_s = 100)]
fn early(number: u32) -> Result<u32, String> {
    if number == 0 {
        return Ok(0);
    }
    let message = "not zero".to_owned();
    Err(message)
}

#[perf_runtime::monitored_workflow(name = "fallible async", max_s = 100)]
async fn awaited(number: u32) -> Result<u32, String> {
    Yields(1).await;
    (number > 0).then_some(number).ok_or_else(String::new)
}

/// Not the one of the standard library.
mod own {
    pub(super) struct Result(pub(super) u8);

    #[perf_runtime::monitored_workflow(name = "own result", max_s = 100)]
    pub(super) fn result() -> Result {
        Result(1)
    }
}

#[test]
fn runs_tell_whether_they_returned_an_error() {
    for text in ["1", "2", "x", "200"] {
        let _ = fallible(text);
    }
    let _ = (early(0), early(1), own::result().0);
    for number in [0, 1, 2] {
        let mut run = pin!(awaited(number));
        let mut context = Context::from_waker(Waker::noop());
        while run.as_mut().poll(&mut context).is_pending() {}
    }
    let tree = snapshot().tree;
    let ended = |name| {
        let runs = runs(&tree, name);
        (runs.ok, runs.errors, runs.unknown)
    };
    assert_eq!(ended("fallible"), (2, 2, 0));
    assert_eq!(ended("fallible early"), (0, 1, 1));
    assert_eq!(ended("fallible async"), (2, 1, 0));
    assert_eq!(ended("own result"), (1, 0, 0));
}

/// A little late: so little that two runs decide nothing against it.
#[perf_runtime::monitored_workflow(name = "late", max_ms = 100)]
fn late(how: &str) -> Result<(), String> {
    phase!("slow part");
    thread::sleep(Duration::from_millis(105));
    let asked = perf_runtime::health();
    assert!(asked.status >= HealthStatus::Degraded);
    let running = |reason: &String| reason.contains("`late` has been running for");
    assert!(asked.reasons.iter().any(running), "{:?}", asked.reasons);
    match how {
        "fails" => Err(how.to_owned()),
        "panics" => std::panic::resume_unwind(Box::new("on purpose")),
        _ => Ok(()),
    }
}

#[test]
fn health_tells_of_runs_that_are_late_fail_or_panic() {
    let said = |part: &str| {
        let health = perf_runtime::health();
        health.reasons.iter().any(|reason| reason.contains(part))
    };
    late("").unwrap();
    assert!(said("the latest run of `late` took"));
    late("fails").unwrap_err();
    assert!(said("the latest run of `late` returned an error"));
    catch_unwind(|| late("panics")).unwrap_err();
    assert!(said("the latest run of `late` panicked"));
    assert_eq!(perf_runtime::health().status, HealthStatus::Failing);
}
