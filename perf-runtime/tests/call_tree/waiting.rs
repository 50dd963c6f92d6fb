//! Functions that wait are told apart from those that compute, whether a phase is around them or not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use perf_runtime::record::snapshot;
use perf_runtime::report::{Bottleneck, BottleneckKind, Environment, Report, Run};
use perf_runtime::workflow;

use crate::support::{function, node, spin};

const NAP: Duration = Duration::from_millis(30);

/// What the clocks may miss of a nap: they are read by a millisecond.
const MISSED_NS: f64 = 3e6;

fn report_of(workflow: &str) -> Vec<Bottleneck> {
    let snapshot = snapshot();
    let environment = Environment::current(&snapshot.clock);
    let report = Report::new(Run::default(), environment, &snapshot);
    let mut workflows = report.workflows.into_iter();
    workflows
        .find(|found| found.path == workflow)
        .unwrap()
        .bottlenecks
}

/// A part with less of the whole is no bottleneck.
const SMALL_SHARE: f64 = 0.05;

/// The parts of a workflow that wait, the worst first, with the nanoseconds.
fn waiting(workflow: &str) -> Vec<(String, f64)> {
    report_of(workflow)
        .into_iter()
        .filter(|found| found.kind == BottleneckKind::Waiting && !found.path.is_empty())
        .map(|found| (found.path.last().unwrap().clone(), found.value))
        .collect()
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the wait for a processor is not known"
)]
fn a_function_that_sleeps_is_one_that_waits() {
    fn asleep() {
        function!("asleep", thread::sleep(NAP));
    }
    fn around() {
        function!("around", asleep(); spin(2000));
    }
    workflow("naps", || {
        for _ in 0..3 {
            around();
            function!("awake", spin(3000));
        }
    });
    let naps_ns = 3.0 * NAP.as_nanos() as f64 - 3.0 * MISSED_NS;
    let tree = snapshot().tree;
    let asleep = node(&tree, &["naps", "around", "asleep"]);
    assert!(asleep.blocked_ns >= naps_ns, "{asleep:?}");
    for path in [&["naps", "around"][..], &["naps", "awake"]] {
        let other = node(&tree, path);
        assert!(other.blocked_ns < asleep.blocked_ns, "{other:?}");
    }
    let waits = waiting("naps");
    assert!(waits[0].0.ends_with("asleep"), "{waits:?}");
    assert!(waits[0].1 >= naps_ns, "{waits:?}");
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the wait for a processor is not known"
)]
fn a_function_that_waits_for_a_lock_is_one_that_waits() {
    let lock = Arc::new(Mutex::new(0));
    let (held, wanted) = (Arc::new(Barrier::new(2)), Arc::new(AtomicBool::new(false)));
    let holder = {
        let (lock, held, wanted) = (lock.clone(), held.clone(), wanted.clone());
        thread::spawn(move || {
            let guard = lock.lock().unwrap();
            held.wait();
            while !wanted.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(4 * NAP);
            drop(guard);
        })
    };
    held.wait();
    workflow("locked out", || {
        wanted.store(true, Ordering::Relaxed);
        function!("acquire", *lock.lock().unwrap() += 1);
    });
    holder.join().unwrap();
    let waits = waiting("locked out");
    assert!(waits[0].0.ends_with("acquire"), "{waits:?}");
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the wait for a processor is not known"
)]
fn a_function_that_sleeps_between_its_calls_waits_and_they_do_not() {
    workflow("gaps", || {
        function!(
            "between",
            for _ in 0..3 {
                thread::sleep(NAP);
                function!("short", spin(100));
            }
        );
    });
    let tree = snapshot().tree;
    let between = node(&tree, &["gaps", "between"]);
    let short = node(&tree, &["gaps", "between", "short"]);
    let naps_ns = 3.0 * NAP.as_nanos() as f64 - 3.0 * MISSED_NS;
    assert!(between.blocked_ns >= naps_ns, "{between:?}");
    assert!(short.blocked_ns < MISSED_NS, "{short:?}");
}

/// More threads than there are processors, which do nothing else than keep them busy.
fn beside_a_crowd<R>(work: impl FnOnce() -> R) -> R {
    let over = AtomicBool::new(false);
    let crowd = 4 * thread::available_parallelism().unwrap().get();
    thread::scope(|scope| {
        for _ in 0..crowd {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let result = work();
        over.store(true, Ordering::Relaxed);
        result
    })
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the wait for a processor is not known"
)]
fn the_wait_for_a_processor_is_told_apart_from_computing() {
    beside_a_crowd(|| {
        workflow("crowded", || {
            for _ in 0..5 {
                function!("long", spin(60_000));
                function!("short", spin(5));
            }
        });
    });
    let tree = snapshot().tree;
    let long = node(&tree, &["crowded", "long"]);
    // Five threads for each processor: a fifth of the time is the function's.
    assert!(long.crowded_ns >= 0.4 * long.self_ns, "{long:?}");
    assert!(long.crowded_ns < long.self_ns, "{long:?}");
    assert!(long.blocked_ns < 0.1 * long.self_ns, "{long:?}");
    let report = report_of("crowded");
    let computing = report.iter().find(|found| {
        found.kind == BottleneckKind::Cpu
            && found.path.last().is_some_and(|name| name.ends_with("long"))
    });
    let left_ns = long.self_ns - long.crowded_ns - long.blocked_ns;
    match computing {
        // Two snapshots, and the scale of the clock is known a little better at the second one.
        Some(found) => assert!(
            (found.value - left_ns).abs() < 1e-3 * left_ns,
            "{found:?} {long:?}"
        ),
        None => assert!(
            left_ns < SMALL_SHARE * long.self_ns,
            "it computes as well: {long:?}"
        ),
    }
}
