//! Code that leaks, allocates more than it may, needs much memory for a moment, fails and panics.

use std::hint::black_box;
use std::panic::{catch_unwind, resume_unwind};
use std::time::Instant;

use super::{Expected, Trial};
use crate::budget::{Bound, Outcome, Subject, judge_site};
use crate::probe::heap::{self, HeapMark, HeapUse};
use crate::probe::reference::spin;
use crate::record::{ClockSnapshot, ContextSnapshot, Distribution, MemorySnapshot};
use crate::site::{Metric, Statistic};

/// Calls of each function: enough for the interval of a median.
const CALLS: u64 = 30;

pub(super) fn trials() -> Vec<Trial> {
    let heap = if heap::is_counted() {
        Outcome::Over
    } else {
        Outcome::NotMeasured
    };
    let allocations = bound(Metric::Allocations, 1.0);
    vec![
        judged(
            "healthy, allocates what it may",
            green_if_counted(),
            allocations,
            &counted(one),
        ),
        judged(
            "leaking",
            Expected::Verdict(heap),
            bound(Metric::AllocatedBytes, 64.0),
            &counted(leaks),
        ),
        judged(
            "allocating more",
            Expected::Verdict(heap),
            allocations,
            &counted(two),
        ),
        judged(
            "a transient peak of 500 MB",
            Expected::Verdict(heap),
            bound(Metric::PeakBytes, MEGABYTE * 100.0),
            &counted(peaks),
        ),
        judged(
            "failing early",
            Expected::Verdict(Outcome::Within),
            bound(Metric::Time, 1e9),
            &fails(),
        ),
        judged(
            "panicking",
            Expected::Verdict(Outcome::NotMeasured),
            bound(Metric::Time, 1e9),
            &panics(),
        ),
    ]
}

const MEGABYTE: f64 = 1_048_576.0;

fn green_if_counted() -> Expected {
    if heap::is_counted() {
        Expected::Green
    } else {
        Expected::Verdict(Outcome::NotMeasured)
    }
}

fn one() {
    drop(black_box(Box::new(7_u8)));
}

fn two() {
    drop(black_box((Box::new(7_u8), Box::new(8_u8))));
}

fn leaks() {
    black_box(Box::leak(Box::new([0_u8; 1024])));
}

fn peaks() {
    // Reserved and not touched: what counts is what was asked of the allocator.
    drop(black_box(Vec::<u8>::with_capacity(500 << 20)));
}

/// Calls a function and counts what it takes from the heap, its first call apart.
fn counted(call: fn()) -> ContextSnapshot {
    let mut most = HeapUse::default();
    for number in 0..=CALLS {
        let mark = HeapMark::open();
        call();
        let used = mark.close();
        if number > 0 {
            most.allocations = most.allocations.max(used.allocations);
            most.bytes = most.bytes.max(used.bytes);
            most.peak = most.peak.max(used.peak);
        }
    }
    let memory = MemorySnapshot {
        calls: CALLS,
        max_allocations: most.allocations,
        max_bytes: most.bytes,
        max_peak: most.peak,
        first_calls: 1,
        ..MemorySnapshot::default()
    };
    ContextSnapshot {
        calls: CALLS + 1,
        memory: heap::is_counted().then_some(memory),
        ..ContextSnapshot::default()
    }
}

/// A function that gives up before its work: its calls are calls, and they are short.
fn fails() -> ContextSnapshot {
    let call = |input: u64| -> Result<u64, String> {
        if black_box(input) == 0 {
            return Err("no data".to_owned());
        }
        spin::work(input);
        Ok(input)
    };
    let times = (0..CALLS).map(|_| {
        let start = Instant::now();
        let failed = call(0).is_err();
        debug_assert!(failed, "the fault was injected");
        start.elapsed().as_nanos() as f64
    });
    let time: Distribution = times.collect();
    ContextSnapshot {
        calls: CALLS,
        wall: time.clone(),
        time,
        ..ContextSnapshot::default()
    }
}

/// A function that panics at every call leaves no sample.
fn panics() -> ContextSnapshot {
    // Without the panic hook, whose message nobody needs here.
    let call = || catch_unwind(|| resume_unwind(Box::new("on purpose")));
    let panics = (0..CALLS).filter(|_| call().is_err()).count() as u64;
    ContextSnapshot {
        calls: CALLS,
        panics,
        ..ContextSnapshot::default()
    }
}

pub(super) fn bound(metric: Metric, value: f64) -> Bound<'static> {
    let statistic = match metric {
        Metric::Time | Metric::Cpu | Metric::Busy => Statistic::Median,
        _ => Statistic::Maximum,
    };
    Bound {
        metric,
        statistic,
        value,
        key: "injected",
        changed: None,
    }
}

/// Judges recorded figures against one limit.
pub(super) fn judged(
    fault: &'static str,
    expected: Expected,
    bound: Bound<'static>,
    context: &ContextSnapshot,
) -> Trial {
    let contexts = std::slice::from_ref(context);
    trial(fault, expected, bound, contexts)
}

pub(super) fn trial(
    fault: &'static str,
    expected: Expected,
    bound: Bound<'static>,
    contexts: &[ContextSnapshot],
) -> Trial {
    let subject = Subject {
        path: fault.to_owned(),
        file: file!(),
        line: line!(),
        bounds: vec![bound],
        warning_percent: 10.0,
        critical_percent: 50.0,
    };
    let clock = ClockSnapshot {
        allocator_installed: heap::is_counted(),
        ..ClockSnapshot::default()
    };
    let verdict = judge_site(&subject, contexts, &clock).into_iter().next();
    let (found, reason) = verdict.map_or(
        (Outcome::Within, "no verdict at all".to_owned()),
        |verdict| (verdict.outcome, verdict.reason),
    );
    Trial {
        fault,
        expected,
        found,
        reason,
    }
}
