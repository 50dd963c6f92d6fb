//! Functions that wait are told apart from those that compute, whether a phase is around them or not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use perf_runtime::record::snapshot;
use perf_runtime::report::{BottleneckKind, Environment, Report, Run};
use perf_runtime::workflow;

use crate::support::{function, node, spin};

const NAP: Duration = Duration::from_millis(30);

/// What the clocks may miss of a nap: they are read by a millisecond.
const MISSED_NS: f64 = 3e6;

/// The parts of a workflow that wait, the worst first, with the nanoseconds.
fn waiting(workflow: &str) -> Vec<(String, f64)> {
    let snapshot = snapshot();
    let environment = Environment::current(&snapshot.clock);
    let report = Report::new(Run::default(), environment, &snapshot);
    let mut workflows = report.workflows.into_iter();
    let found = workflows.find(|found| found.path == workflow).unwrap();
    let waits = found.bottlenecks.into_iter();
    waits
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
