//! The verdict table of the design, row by row, on made-up figures.

use super::*;
use crate::record::{CallsPerRun, ClockSnapshot, ContextSnapshot, Distribution, MemorySnapshot};
use crate::site::{Metric, Statistic};

const MS: f64 = 1e6;

fn bound(metric: Metric, statistic: Statistic, value: f64) -> Bound<'static> {
    Bound {
        metric,
        statistic,
        value,
        key: "max_it",
        changed: None,
    }
}

fn subject(bounds: &[Bound<'static>]) -> Subject<'static> {
    Subject {
        path: "krate::work".to_owned(),
        file: "src/lib.rs",
        line: 7,
        bounds: bounds.to_vec(),
        warning_percent: 10.0,
        critical_percent: 50.0,
    }
}

fn clock() -> ClockSnapshot {
    ClockSnapshot {
        name: "tsc".to_owned(),
        resolution_ns: 10.0,
        ..ClockSnapshot::default()
    }
}

fn timed(samples: impl IntoIterator<Item = f64>) -> ContextSnapshot {
    let time: Distribution = samples.into_iter().collect();
    ContextSnapshot {
        context: "tests::it".to_owned(),
        calls: time.count(),
        wall: time.clone(),
        time,
        ..ContextSnapshot::default()
    }
}

/// The only verdict on one limit in one context.
fn verdict(bound: Bound<'static>, context: ContextSnapshot) -> Verdict {
    let mut verdicts = judge_site(&subject(&[bound]), &[context], &clock());
    assert_eq!(verdicts.len(), 1);
    verdicts.remove(0)
}

fn median(limit: f64, samples: impl IntoIterator<Item = f64>) -> Verdict {
    verdict(
        bound(Metric::Time, Statistic::Median, limit),
        timed(samples),
    )
}

/// `n` samples spread evenly over ± 5 % around `centre`.
fn spread(centre: f64, n: u32) -> Vec<f64> {
    (0..n)
        .map(|i| centre * (0.95 + 0.1 * f64::from(i) / f64::from(n.max(2) - 1)))
        .collect()
}

#[test]
fn an_interval_below_the_limit_is_within() {
    let v = median(2.0 * MS, spread(1.8 * MS, 40));
    assert_eq!(v.outcome, Outcome::Within);
    assert_eq!(
        (v.severity, v.percent_over, v.reason.as_str()),
        (None, None, "")
    );
    assert_eq!(v.evidence.samples, 40);
    assert_eq!(v.evidence.statistic, "typical (median of calls)");
}

#[test]
fn an_interval_above_the_limit_is_over_by_its_lower_end() {
    let v = median(1.0 * MS, spread(1.3 * MS, 200));
    assert_eq!(v.outcome, Outcome::Over);
    assert_eq!(v.severity, Some(Severity::Warning));
    let low = v.measured.unwrap().low;
    assert!(low < 1.3 * MS);
    assert_eq!(v.percent_over, Some((low - MS) / MS * 100.0));
    assert!(
        v.reason.contains("above the limit of 1.00 ms"),
        "{}",
        v.reason
    );
}

#[test]
fn a_limit_inside_the_interval_is_inconclusive_and_says_what_would_decide() {
    let v = median(1.0 * MS, spread(1.02 * MS, 12));
    assert_eq!(v.outcome, Outcome::Inconclusive);
    assert!(v.reason.contains("calls would decide"), "{}", v.reason);
    let at = median(1.0 * MS, spread(1.0 * MS, 12));
    assert!(at.reason.contains("runs at its limit"), "{}", at.reason);
}

#[test]
fn rounding_to_a_bucket_never_decides() {
    // Sixty calls in one bucket whose representative is 0.2 % above the limit: the true times may be below it.
    let mut context = timed(vec![1.002 * MS; 60]);
    context.time.min = 0.9 * MS;
    context.time.max = 1.1 * MS;
    let v = verdict(bound(Metric::Time, Statistic::Median, MS), context);
    assert_eq!(v.outcome, Outcome::Inconclusive);
}

#[test]
fn few_calls_are_over_only_when_the_fastest_is_half_above() {
    assert_eq!(
        median(MS, [1.6 * MS, 1.7 * MS, 2.0 * MS]).outcome,
        Outcome::Over
    );
    let v = median(MS, [1.4 * MS, 1.7 * MS, 2.0 * MS]);
    assert_eq!(v.outcome, Outcome::Inconclusive);
    assert!(v.reason.contains("9 more"), "{}", v.reason);
    let single = median(MS, [1.2 * MS]);
    assert!(
        single.reason.starts_with("1 call is too few"),
        "{}",
        single.reason
    );
}

#[test]
fn few_calls_are_within_only_when_the_slowest_is_a_third_below() {
    let v = median(3.0 * MS, [MS, 1.9 * MS]);
    assert_eq!(v.outcome, Outcome::Within);
    assert!(
        v.evidence.notes[0].contains("slowest of 2 calls, 1.90 ms"),
        "{:?}",
        v.evidence.notes
    );
    assert_eq!(
        median(3.0 * MS, [MS, 2.1 * MS]).outcome,
        Outcome::Inconclusive
    );
}

#[test]
fn a_limit_below_the_clock_is_said_and_only_a_clear_excess_counts() {
    let near = median(5.0, vec![10.0; 50]);
    assert_eq!(near.outcome, Outcome::Inconclusive);
    assert!(
        near.evidence.notes[0].contains("resolves, 10.0 ns"),
        "{:?}",
        near.evidence.notes
    );
    assert_eq!(median(5.0, vec![60.0; 50]).outcome, Outcome::Over);
}

#[test]
fn a_long_tail_is_noted() {
    let mut samples = vec![MS; 980];
    samples.extend([50.0 * MS; 20]);
    let v = median(2.0 * MS, samples);
    assert_eq!(v.outcome, Outcome::Within);
    assert!(
        v.evidence.notes[0].contains("50 times the median"),
        "{:?}",
        v.evidence.notes
    );
}

#[test]
fn tails_say_how_many_calls_they_need() {
    let tail = |limit, n| {
        verdict(
            bound(Metric::Time, Statistic::P95, limit),
            timed(spread(MS, n)),
        )
    };
    let few = tail(2.0 * MS, 40);
    assert_eq!(few.outcome, Outcome::Inconclusive);
    assert!(
        few.reason.contains("162 are needed, 122 are missing"),
        "{}",
        few.reason
    );
    assert_eq!(tail(2.0 * MS, 200).outcome, Outcome::Within);
    assert_eq!(tail(0.9 * MS, 40).outcome, Outcome::Over);
    assert_eq!(tail(0.5 * MS, 3).outcome, Outcome::Over);
    assert_eq!(tail(0.9 * MS, 3).outcome, Outcome::Inconclusive);
}

#[test]
fn the_slow_hundredth_breaks_its_own_limit_and_not_that_of_the_typical_call() {
    let calls = || {
        let fast = (0..980).map(|_| MS);
        timed(fast.chain((0..20).map(|_| 9.0 * MS)))
    };
    let outcome = |statistic| verdict(bound(Metric::Time, statistic, 2.0 * MS), calls()).outcome;
    assert_eq!(outcome(Statistic::Median), Outcome::Within);
    assert_eq!(outcome(Statistic::P95), Outcome::Within);
    // 20 of 1000 are too near to 1 % to be sure; 50 are not.
    assert_eq!(outcome(Statistic::P99), Outcome::Inconclusive);
    let more = (0..950).map(|_| MS).chain((0..50).map(|_| 9.0 * MS));
    let v = verdict(bound(Metric::Time, Statistic::P99, 2.0 * MS), timed(more));
    assert_eq!(v.outcome, Outcome::Over, "{}", v.reason);
}

#[test]
fn a_future_is_judged_by_its_elapsed_and_its_busy_time_apart() {
    let context = || ContextSnapshot {
        busy: Some((0..40).map(|_| MS).collect()),
        ..timed(spread(10.0 * MS, 40))
    };
    let outcome =
        |metric, limit| verdict(bound(metric, Statistic::Median, limit), context()).outcome;
    assert_eq!(outcome(Metric::Time, 5.0 * MS), Outcome::Over);
    assert_eq!(outcome(Metric::Busy, 5.0 * MS), Outcome::Within);
    assert_eq!(outcome(Metric::Time, 20.0 * MS), Outcome::Within);
    assert_eq!(outcome(Metric::Busy, 0.5 * MS), Outcome::Over);
}

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

#[test]
fn a_call_that_never_ended_is_inconclusive() {
    let context = ContextSnapshot {
        calls: 3,
        cancelled: 3,
        ..timed([])
    };
    let v = verdict(bound(Metric::Time, Statistic::Median, MS), context);
    assert_eq!(v.outcome, Outcome::Inconclusive);
    assert!(v.reason.contains("3 were cancelled"), "{}", v.reason);
}

#[test]
fn a_site_that_nobody_called_has_one_verdict() {
    let bounds = [
        bound(Metric::Time, Statistic::Median, MS),
        bound(Metric::Allocations, Statistic::Maximum, 0.0),
    ];
    for contexts in [vec![], vec![ContextSnapshot::default()]] {
        let verdicts = judge_site(&subject(&bounds), &contexts, &clock());
        assert_eq!(verdicts.len(), 1);
        assert_eq!(
            (verdicts[0].outcome, verdicts[0].called),
            (Outcome::NotMeasured, false)
        );
    }
    assert!(judge_site(&subject(&[]), &[], &clock()).is_empty());
}

#[test]
fn each_context_is_judged_by_itself() {
    let limit = bound(Metric::Time, Statistic::Median, MS);
    let contexts = [timed(vec![0.5 * MS; 1000]), timed(vec![3.0 * MS; 20])];
    let verdicts = judge_site(&subject(&[limit]), &contexts, &clock());
    let outcomes: Vec<Outcome> = verdicts.iter().map(|v| v.outcome).collect();
    assert_eq!(outcomes, [Outcome::Within, Outcome::Over]);
}

#[test]
fn the_gate_follows_the_policy() {
    let limit = bound(Metric::Time, Statistic::Median, MS);
    let over = verdict(limit, timed(spread(1.3 * MS, 200)));
    let inconclusive = verdict(limit, timed([MS]));
    let uncalled = judge_site(&subject(&[limit]), &[], &clock()).remove(0);
    let unread = Verdict {
        called: true,
        ..uncalled.clone()
    };
    let usual = Policy::default();
    let strict = Policy {
        strict: true,
        ..usual
    };
    let harness = Policy {
        uncalled_is_red: true,
        ..usual
    };
    let lax = Policy {
        fail_on: Severity::Critical,
        ..usual
    };

    assert_eq!(gate(0, &[], &usual), Gate::NothingRegistered);
    assert_eq!(gate(1, &[], &usual), Gate::Pass);
    assert_eq!(gate(1, std::slice::from_ref(&over), &usual), Gate::Over);
    assert_eq!(gate(1, std::slice::from_ref(&over), &lax), Gate::Pass);
    assert_eq!(
        gate(1, std::slice::from_ref(&inconclusive), &usual),
        Gate::Pass
    );
    assert_eq!(
        gate(1, std::slice::from_ref(&inconclusive), &strict),
        Gate::Inconclusive
    );
    assert_eq!(gate(1, std::slice::from_ref(&uncalled), &usual), Gate::Pass);
    assert_eq!(
        gate(1, std::slice::from_ref(&uncalled), &harness),
        Gate::NotMeasured
    );
    assert_eq!(
        gate(1, std::slice::from_ref(&unread), &usual),
        Gate::NotMeasured
    );
    assert_eq!(gate(1, &[unread, over], &usual), Gate::Over);
}

#[test]
fn what_only_workloads_judge_is_not_measured_and_not_red_in_a_test_that_calls_it() {
    for metric in [Metric::Instructions, Metric::Growth] {
        let v = verdict(bound(metric, Statistic::Median, 1.0), timed([MS]));
        assert_eq!((v.outcome, v.called), (Outcome::NotMeasured, false));
        assert!(v.reason.contains("#[perf_workload]"), "{}", v.reason);
        let verdicts = [v];
        let in_tests = Policy::default();
        assert_eq!(gate(1, &verdicts, &in_tests), Gate::Pass);
        let in_harness = Policy {
            uncalled_is_red: true,
            ..in_tests
        };
        assert_eq!(gate(1, &verdicts, &in_harness), Gate::NotMeasured);
    }
}
