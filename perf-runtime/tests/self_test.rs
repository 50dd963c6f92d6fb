//! Every injected fault gets its verdict, and healthy functions stay green, whatever else this machine does.
#![cfg(feature = "monitoring")]

use perf_runtime::budget::Outcome;
use perf_runtime::testing::self_test;

perf_runtime::install_allocator!();

/// What no noise can hide: these have to be decided.
const DECIDED: [&str; 11] = [
    "leaking",
    "allocating more",
    "a transient peak of 500 MB",
    "failing early",
    "panicking",
    "never called",
    "never reached by its workload",
    "probe unavailable",
    "reference file corrupt",
    "all probes broken at once",
    "slower by sleep",
];

#[test]
fn every_fault_gets_its_verdict() {
    let report = self_test();
    println!("{report}");
    assert!(report.is_sound(), "{report}");
    for fault in DECIDED {
        let trial = report.of(fault).expect(fault);
        assert_ne!(trial.found, Outcome::Inconclusive, "{report}");
    }
    for percent in [5, 10, 20, 50, 200] {
        let fault = format!("{percent} % slower by instructions");
        assert!(report.of(&fault).is_some(), "{report}");
    }
}
