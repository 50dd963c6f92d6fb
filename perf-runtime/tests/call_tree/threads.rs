//! Workflows over threads and awaits, and guards that end elsewhere.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use perf_runtime::record::snapshot;
use perf_runtime::{phase, workflow, workflow_async, workflow_guard, workflow_handle};

use crate::support::{Yields, function, leaf, node, runs, site};

#[test]
fn other_threads_work_for_the_place_that_their_handle_was_made_at() {
    fn analyse() {
        phase!("parallel");
        let handle = workflow_handle();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    handle.run(leaf);
                    // After the handle's part: in no tree.
                    leaf();
                });
            }
        });
        // On the thread that made it, nothing changes.
        handle.run(leaf);
    }
    workflow("over threads", analyse);
    let tree = snapshot().tree;
    let phase = node(&tree, &["over threads", "parallel"]);
    let below = node(&tree, &["over threads", "parallel", "leaf"]);
    assert_eq!((phase.calls, below.calls), (1, 5));
    assert!(phase.carried_ns >= 4.0 * 200e3, "{}", phase.carried_ns);
    assert_eq!(
        node(&tree, &["over threads"]).calls,
        1,
        "threads add no runs"
    );
}

#[test]
fn what_workers_allocate_is_not_taken_from_the_thread_they_work_for() {
    fn allocates() {
        function!(
            "allocates",
            drop(std::hint::black_box(vec![1_u8; 1_000_000]))
        );
    }
    workflow("memory over threads", || {
        phase!("parallel");
        drop(std::hint::black_box(vec![1_u8; 50_000]));
        let handle = workflow_handle();
        thread::scope(|scope| {
            scope.spawn(|| handle.run(allocates));
        });
    });
    let tree = snapshot().tree;
    let phase = node(&tree, &["memory over threads", "parallel"]);
    let below = node(&tree, &["memory over threads", "parallel", "allocates"]);
    assert_eq!((below.self_allocations, below.self_bytes), (1, 1_000_000));
    // Starting a thread allocates as well.
    assert!(
        (50_000..500_000).contains(&phase.self_bytes),
        "{} of its own",
        phase.self_bytes
    );
    assert_eq!(phase.self_bytes, phase.bytes);
}

#[test]
fn a_handle_used_after_the_end_counts_and_is_noted() {
    let mut handle = workflow_handle();
    handle.run(leaf);
    workflow("left behind", || handle = workflow_handle());
    thread::spawn(move || handle.run(leaf)).join().unwrap();
    let snapshot = snapshot();
    assert_eq!(node(&snapshot.tree, &["left behind", "leaf"]).calls, 1);
    assert_eq!(runs(&snapshot.tree, "left behind").late_handles, 1);
    let noted = |note: &String| note.contains("`left behind`");
    assert!(snapshot.notes.iter().any(noted), "{:?}", snapshot.notes);
}

#[test]
fn a_guard_ends_where_it_is_dropped_even_on_another_thread() {
    let held = workflow_guard("moved away");
    leaf();
    thread::spawn(move || drop(held)).join().unwrap();
    // The frame is taken out when the thread comes by: what follows is outside.
    leaf();
    leaf();
    let tree = snapshot().tree;
    assert_eq!(runs(&tree, "moved away").unknown, 1);
    assert_eq!(node(&tree, &["moved away"]).calls, 1);
    assert_eq!(node(&tree, &["moved away", "leaf"]).calls, 1);
}

#[test]
fn guards_may_be_dropped_in_any_order() {
    let outer = workflow_guard("outer guard");
    let inner = workflow_guard("inner guard");
    leaf();
    drop(outer);
    leaf();
    drop(inner);
    leaf();
    let tree = snapshot().tree;
    assert_eq!(node(&tree, &["outer guard", "inner guard"]).calls, 1);
    assert_eq!(
        node(&tree, &["outer guard", "inner guard", "leaf"]).calls,
        2
    );
    assert_eq!(
        runs(&tree, "inner guard").unknown + runs(&tree, "outer guard").unknown,
        2
    );
}

#[test]
fn an_asynchronous_run_follows_its_future_over_threads() {
    async fn work() {
        leaf();
        perf_runtime::__private_0_1::timed_time(site!("awaited"), Yields(2)).await;
        leaf();
    }
    let mut run = Box::pin(workflow_async("async", work()));
    loop {
        let polled = thread::spawn(move || {
            let ready = run
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_ready();
            (run, ready)
        });
        let (back, ready) = polled.join().unwrap();
        run = back;
        if ready {
            break;
        }
        leaf();
        thread::sleep(Duration::from_millis(2));
    }
    let mut cancelled = pin!(workflow_async("cancelled", Yields(1)));
    assert!(
        cancelled
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_pending()
    );
    cancelled.set(workflow_async("cancelled", Yields(1)));
    let tree = snapshot().tree;
    let top = node(&tree, &["async"]);
    assert_eq!(top.calls, 1);
    assert_eq!(node(&tree, &["async", "leaf"]).calls, 2);
    let awaited = node(&tree, &["async", "awaited"]);
    assert_eq!(awaited.calls, 1);
    assert!(awaited.idle_ns >= 2.0 * 2e6, "{}", awaited.idle_ns);
    let run = runs(&tree, "async");
    assert!(run.elapsed_ns >= top.inclusive_ns + 2.0 * 2e6);
}
