//! What stands below what, and how much time and memory it has.

use std::panic::catch_unwind;
use std::thread;
use std::time::Duration;

use perf_runtime::record::snapshot;
use perf_runtime::{phase, workflow, workflow_guard};

use crate::support::{function, leaf, node, runs, spin};

#[test]
fn calls_stand_below_their_callers_and_time_adds_up() {
    fn middle() {
        function!("middle", leaf(); leaf(); spin(100));
    }
    for _ in 0..3 {
        workflow("adds up", || {
            middle();
            leaf();
        });
    }
    // Outside a workflow: in no tree.
    middle();
    let tree = snapshot().tree;
    let top = node(&tree, &["adds up"]);
    let middle = node(&tree, &["adds up", "middle"]);
    let below = node(&tree, &["adds up", "middle", "leaf"]);
    let beside = node(&tree, &["adds up", "leaf"]);
    assert_eq!(
        [top.calls, middle.calls, below.calls, beside.calls],
        [3, 3, 6, 3]
    );
    let close = |a: f64, b: f64| (a - b).abs() <= 0.02 * b.abs() + 5000.0;
    assert!(close(
        middle.inclusive_ns,
        middle.self_ns + below.inclusive_ns
    ));
    let parts = top.self_ns + middle.inclusive_ns + beside.inclusive_ns;
    assert!(close(top.inclusive_ns, parts));
    assert!(below.self_ns == below.inclusive_ns && below.self_ns >= 6.0 * 200e3);
    assert!(middle.self_ns >= 3.0 * 100e3 && middle.self_variance.is_some());
    let runs = runs(&tree, "adds up");
    assert_eq!((runs.ok, runs.runs()), (3, 3));
    assert!(runs.elapsed_ns >= top.inclusive_ns && runs.shortest_ns <= runs.longest_ns);
}

#[test]
fn a_recursive_call_belongs_to_the_outermost() {
    fn down(depth: u32) {
        function!(
            "down",
            if depth > 0 {
                sideways(depth)
            }
        );
    }
    fn sideways(depth: u32) {
        function!("sideways", down(depth - 1));
    }
    workflow("recursion", || {
        down(1000);
        down(0);
    });
    let tree = snapshot().tree;
    assert_eq!(node(&tree, &["recursion", "down"]).calls, 2);
    assert_eq!(node(&tree, &["recursion", "down", "sideways"]).calls, 1);
}

#[test]
fn a_workflow_opened_within_a_measured_function_has_that_function_inside_again() {
    fn around(again: bool) {
        function!(
            "around",
            if again {
                workflow("within", || around(false));
            }
        );
    }
    around(true);
    around(false);
    let tree = snapshot().tree;
    assert_eq!(node(&tree, &["within", "around"]).calls, 1);
}

#[test]
fn phases_are_nodes_with_what_the_scheduler_says() {
    const SLEEP: Duration = Duration::from_millis(20);
    fn analyse() {
        phase!("load");
        thread::sleep(SLEEP);
        phase!("fit");
        leaf();
        spin(20_000);
    }
    workflow("phased", analyse);
    let tree = snapshot().tree;
    let (load, fit) = (
        node(&tree, &["phased", "load"]),
        node(&tree, &["phased", "fit"]),
    );
    assert_eq!(node(&tree, &["phased", "fit", "leaf"]).calls, 1);
    let (load, fit) = (load.scheduler.unwrap(), fit.scheduler.unwrap());
    // Not as a share of the phase: whoever wakes on a crowded machine waits for a processor, as long as it pleases.
    assert!(
        load.blocked_ns() > 0.8 * SLEEP.as_nanos() as f64,
        "{load:?}"
    );
    assert!(fit.blocked_ns() < 0.3 * fit.wall_ns, "{fit:?}");
}

#[test]
fn memory_is_that_of_the_calls() {
    fn allocates() {
        function!("allocates", drop(std::hint::black_box(vec![1_u8; 5000])));
    }
    workflow("memory", || {
        phase!("twice");
        allocates();
        allocates();
        phase!("kept");
        let _kept = std::hint::black_box(vec![1_u8; 300]);
    });
    let tree = snapshot().tree;
    let [top, twice, below, kept] = [
        &["memory"][..],
        &["memory", "twice"],
        &["memory", "twice", "allocates"],
        &["memory", "kept"],
    ]
    .map(|path| node(&tree, path));
    assert_eq!((below.allocations, below.bytes), (2, 10_000));
    assert_eq!(
        (twice.bytes, twice.self_bytes, twice.peak_bytes),
        (10_000, 0, 5000)
    );
    assert_eq!((kept.self_allocations, kept.self_bytes), (1, 300));
    assert_eq!(
        (top.allocations, top.bytes, top.self_allocations),
        (3, 10_300, 0)
    );
}

#[test]
fn panics_end_runs_phases_and_calls() {
    fn fails() {
        phase!("risky");
        function!("fails", std::panic::resume_unwind(Box::new("on purpose")));
    }
    for _ in 0..2 {
        catch_unwind(|| workflow("panics", fails)).unwrap_err();
        catch_unwind(|| {
            let _held = workflow_guard("held while panicking");
            fails();
        })
        .unwrap_err();
    }
    // The thread is as before.
    leaf();
    workflow("after panics", leaf);
    let tree = snapshot().tree;
    for top in ["panics", "held while panicking"] {
        let below = node(&tree, &[top, "risky", "fails"]);
        assert_eq!((below.calls, below.panics), (2, 2), "{top}");
        assert_eq!((runs(&tree, top).panicked, runs(&tree, top).runs()), (2, 2));
    }
    assert_eq!(node(&tree, &["after panics", "leaf"]).calls, 1);
}
