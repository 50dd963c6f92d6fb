//! The verdict table of the design, row by row, on made-up figures.

use super::*;
use crate::record::{CallsPerRun, ClockSnapshot, ContextSnapshot, Distribution, MemorySnapshot};
use crate::site::{Metric, Statistic};

mod counted;
mod time;

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
