//! Where the time of workflows went: the call tree holds every call once, whatever threads, panics and guards do.
#![cfg(feature = "monitoring")]

use std::future::Future;
use std::panic::catch_unwind;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use perf_runtime::__private_0_1 as private;
use perf_runtime::record::{CallTree, TreeNode, WorkflowRuns, snapshot};
use perf_runtime::{
    HealthStatus, phase, workflow, workflow_async, workflow_guard, workflow_handle,
};
use private::{Identity, Kind, SiteInfo};

perf_runtime::install_allocator!();

/// What the attribute expands to, by hand: the macro crate has tests of its own.
macro_rules! site {
    ($name:literal) => {
        private::site!(SiteInfo::new(
            Kind::Function,
            $name,
            line!(),
            1,
            private::place!(),
            &[],
            Identity::new($name, "", &[], 10.0, 50.0)
        ))
    };
}

/// A measured function that calls others.
macro_rules! function {
    ($name:literal, $($body:tt)*) => {{
        let _guard = private::enter_time(site!($name));
        $($body)*
    }};
}

/// The last part of a site's name.
fn last(path: &str) -> &str {
    path.rsplit(['/', ':']).next().unwrap_or(path)
}

/// The one node at the end of `path`, names from the top down.
fn node<'a>(tree: &'a CallTree, path: &[&str]) -> &'a TreeNode {
    let named = |node: &TreeNode, name: &str| last(&tree.sites[node.site].path) == name;
    let ends_here = |node: &&TreeNode| {
        let mut at = Some(*node);
        for name in path.iter().rev() {
            let Some(here) = at.filter(|here| named(here, name)) else {
                return false;
            };
            at = here.parent.map(|parent| &tree.nodes[parent]);
        }
        at.is_none()
    };
    let found: Vec<&TreeNode> = tree.nodes.iter().filter(ends_here).collect();
    assert_eq!(found.len(), 1, "{path:?} is there {} times", found.len());
    found[0]
}

fn runs(tree: &CallTree, name: &str) -> WorkflowRuns {
    let mut runs = tree.runs.iter();
    *runs
        .find(|runs| tree.sites[runs.site].path == name)
        .unwrap_or_else(|| panic!("no runs of {name}"))
}

/// Works for about so many microseconds of CPU time.
fn spin(microseconds: u64) {
    let start = std::time::Instant::now();
    while start.elapsed() < Duration::from_micros(microseconds) {
        std::hint::spin_loop();
    }
}

fn leaf() {
    function!("leaf", spin(200));
}

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
    fn analyse() {
        phase!("load");
        thread::sleep(Duration::from_millis(20));
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
    assert!(load.blocked_ns() > 0.8 * load.wall_ns, "{load:?}");
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

#[test]
fn a_guard_ends_where_it_is_dropped_even_on_another_thread() {
    let held = workflow_guard("moved away");
    leaf();
    thread::spawn(move || drop(held)).join().unwrap();
    // The frame is taken out when the thread comes by: what follows is outside.
    leaf();
    leaf();
    let tree = snapshot().tree;
    assert_eq!(runs(&tree, "moved away").ok, 1);
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
        runs(&tree, "inner guard").ok + runs(&tree, "outer guard").ok,
        2
    );
}

/// Ready at the poll after `pending` others.
struct Yields(u32);

impl Future for Yields {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.0 = match self.0.checked_sub(1) {
            None => return Poll::Ready(()),
            Some(left) => left,
        };
        Poll::Pending
    }
}

#[test]
fn an_asynchronous_run_follows_its_future_over_threads() {
    async fn work() {
        leaf();
        private::timed_time(site!("awaited"), Yields(2)).await;
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

#[test]
fn names_made_of_data_are_bounded_and_lose_no_call() {
    const NAMES: u64 = 6000;
    for number in 0..NAMES {
        workflow(&format!("name {number}"), || {
            function!("common", ());
        });
    }
    let tree = snapshot().tree;
    let common = tree
        .nodes
        .iter()
        .filter(|node| last(&tree.sites[node.site].path) == "common");
    assert_eq!(common.map(|node| node.calls).sum::<u64>(), NAMES);
    assert!(tree.nodes.len() < 2 * 5000, "{}", tree.nodes.len());
}

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
        (runs.ok, runs.errors, runs.early)
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

#[test]
fn events_keep_the_longest_calls_within_their_callers() {
    fn many() {
        function!(
            "many",
            for _ in 0..5000 {
                function!("short", ())
            }
        );
    }
    workflow("eventful", || {
        leaf();
        many();
    });
    let tree = snapshot().tree;
    let named = |name: &str| {
        let events = tree.events.iter();
        let found = events.filter(|event| last(&tree.sites[event.site].path) == name);
        found.copied().collect::<Vec<_>>()
    };
    let (top, many) = (named("eventful"), named("many"));
    assert_eq!((top.len(), many.len(), many[0].level), (1, 1, 1));
    assert!(many[0].start_ns >= top[0].start_ns);
    let end = |event: perf_runtime::record::TreeEvent| event.start_ns + event.duration_ns;
    assert!(end(many[0]) <= end(top[0]) + 1000.0);
    assert!(named("short").len() < 2048 && tree.events_left_out > 0);
}

#[test]
fn a_run_that_finds_the_record_of_events_full_leaves_the_longest_of_the_runs_before() {
    fn busy(name: &'static str) {
        workflow(name, || {
            for _ in 0..1_500 {
                leaf();
            }
        });
    }
    busy("before");
    busy("after");
    let tree = snapshot().tree;
    for name in ["before", "after"] {
        let runs = tree.events.iter();
        let runs = runs.filter(|event| last(&tree.sites[event.site].path) == name);
        assert_eq!(runs.count(), 1, "{name}");
    }
}
