//! Calls that are too many for a time line.

use perf_runtime::record::snapshot;
use perf_runtime::workflow;

use crate::support::{function, last, leaf};

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
