//! The heap peaks of functions, whatever opens and closes inside them.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;

use perf_runtime::record::snapshot;
use perf_runtime::{WorkflowHandle, phase, workflow, workflow_guard, workflow_handle};

use crate::support::Yields;

/// What the functions here have at their peaks, in bytes.
const PEAK: usize = 5 << 20;

/// Takes so much and gives it back.
fn take_much() {
    drop(black_box(vec![0_u8; PEAK]));
}

/// The peak of a site's calls, the first of a thread too.
fn peak_of(name: &str) -> u64 {
    let snapshot = snapshot();
    let mut sites = snapshot.sites.iter();
    let site = sites.find(|site| site.site.path().ends_with(name)).unwrap();
    let memory = site
        .contexts
        .iter()
        .filter_map(|context| context.memory.as_ref());
    memory
        .map(|memory| memory.max_peak.max(memory.first_peak))
        .max()
        .unwrap()
}

fn poll_to_the_end(future: impl Future<Output = ()>) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    while future.as_mut().poll(&mut context).is_pending() {}
}

#[perf_runtime::perf_budget(max_peak_mb = 100)]
fn works_for_another(handle: &WorkflowHandle) {
    take_much();
    handle.run(|| ());
}

#[test]
fn a_part_of_another_threads_workflow_leaves_the_peak_around_it() {
    workflow("peak around a part", || {
        let handle = workflow_handle();
        thread::scope(|scope| {
            scope.spawn(|| works_for_another(&handle));
        });
    });
    assert!(peak_of("works_for_another") >= PEAK as u64);
}

#[perf_runtime::monitored_workflow(max_peak_mb = 100)]
async fn awaits_in_a_phase() {
    take_much();
    phase!("rest");
    Yields(1).await;
}

#[test]
fn a_phase_over_an_await_leaves_the_peak_before_it() {
    poll_to_the_end(awaits_in_a_phase());
    assert!(peak_of("awaits_in_a_phase") >= PEAK as u64);
}

#[perf_runtime::perf_budget(max_peak_mb = 100)]
fn ends<T>(held: T) {
    drop(held);
}

#[perf_runtime::perf_budget(max_peak_mb = 100)]
fn has_its_guard_ended() {
    take_much();
    let held = workflow_guard("ended by another");
    ends(held);
}

#[test]
fn a_guard_that_another_function_ends_leaves_the_peak_before_it() {
    has_its_guard_ended();
    assert!(peak_of("has_its_guard_ended") >= PEAK as u64);
}
