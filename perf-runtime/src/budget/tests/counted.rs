//! Limits on what is counted: allocations, peaks, first calls, calls within a run, and what nobody recorded.

use super::*;

fn with_memory(memory: MemorySnapshot) -> ContextSnapshot {
    ContextSnapshot {
        memory: Some(memory),
        ..timed([MS])
    }
}

#[test]
fn counts_are_exact_and_leave_the_first_call_out() {
    let memory = MemorySnapshot {
        calls: 5,
        max_allocations: 0,
        first_calls: 1,
        first_allocations: 3,
        ..MemorySnapshot::default()
    };
    let limit = bound(Metric::Allocations, Statistic::Maximum, 0.0);
    let v = verdict(limit, with_memory(memory));
    assert_eq!(v.outcome, Outcome::Within);
    assert!(
        v.evidence.notes[0].contains("had 3"),
        "{:?}",
        v.evidence.notes
    );

    let v = verdict(
        limit,
        with_memory(MemorySnapshot {
            max_allocations: 1,
            ..memory
        }),
    );
    assert_eq!(
        (v.outcome, v.severity),
        (Outcome::Over, Some(Severity::Critical))
    );
    assert_eq!(v.percent_over, None);

    let hundred = bound(Metric::AllocatedBytes, Statistic::Maximum, 100.0);
    let v = verdict(
        hundred,
        with_memory(MemorySnapshot {
            max_bytes: 101,
            ..memory
        }),
    );
    assert_eq!(
        (v.severity, v.percent_over),
        (Some(Severity::Warning), Some(1.0))
    );
}

#[test]
fn only_first_calls_are_judged_and_said_to_be() {
    let memory = MemorySnapshot {
        first_calls: 2,
        first_peak: 4096,
        ..MemorySnapshot::default()
    };
    let v = verdict(
        bound(Metric::PeakBytes, Statistic::Maximum, 1024.0),
        with_memory(memory),
    );
    assert_eq!(v.outcome, Outcome::Over);
    assert!(v.evidence.statistic.contains("first calls"));
    assert_eq!(v.evidence.samples, 2);
}

#[test]
fn an_allocation_limit_without_the_allocator_names_the_line() {
    let v = verdict(
        bound(Metric::Allocations, Statistic::Maximum, 0.0),
        timed([MS]),
    );
    assert_eq!(v.outcome, Outcome::NotMeasured);
    assert!(v.called);
    assert!(
        v.reason.contains("perf_runtime::install_allocator!();"),
        "{}",
        v.reason
    );
}

#[test]
fn the_recorders_reason_comes_first() {
    let mut context = timed(spread(MS, 40));
    context.unavailable = vec![(Metric::Time, "the clock stood still".to_owned())];
    let v = verdict(bound(Metric::Time, Statistic::Median, MS), context);
    assert_eq!(
        (v.outcome, v.reason.as_str()),
        (Outcome::NotMeasured, "the clock stood still")
    );
}

#[test]
fn metrics_that_nobody_recorded_are_not_measured() {
    for metric in [
        Metric::Cpu,
        Metric::Busy,
        Metric::Calls,
        Metric::ResidentBytes,
    ] {
        let v = verdict(bound(metric, Statistic::Median, 1.0), timed([MS]));
        assert_eq!(
            (v.outcome, v.called),
            // Calls count in workflows only, and there was none.
            (Outcome::NotMeasured, metric != Metric::Calls),
            "{metric:?}"
        );
        assert!(!v.reason.is_empty());
    }
}

#[test]
fn calls_within_a_run_are_judged_by_the_run_with_the_most() {
    let context = ContextSnapshot {
        calls_per_run: Some(CallsPerRun {
            runs: 4,
            max: 5,
            total: 9,
        }),
        ..timed([MS])
    };
    let judged = |limit| {
        verdict(
            bound(Metric::Calls, Statistic::Maximum, limit),
            context.clone(),
        )
    };
    assert_eq!(judged(5.0).outcome, Outcome::Within);
    let over = judged(3.0);
    assert_eq!((over.outcome, over.called), (Outcome::Over, true));
    assert_eq!(over.severity, Some(Severity::Critical));
    assert!(over.reason.contains("4 runs"), "{}", over.reason);
}
