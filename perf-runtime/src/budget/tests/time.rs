//! Limits on time: intervals, few calls, tails.

use super::*;

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

#[test]
fn what_the_readings_of_a_future_may_miss_is_no_proof_and_is_said() {
    let clock = ClockSnapshot {
        overlap_ns: 60.0,
        ..clock()
    };
    let verdict = |busy| {
        let context = ContextSnapshot {
            busy,
            ..timed(spread(100.0, 40))
        };
        let limit = bound(Metric::Time, Statistic::Median, 140.0);
        judge_site(&subject(&[limit]), &[context], &clock).remove(0)
    };
    let of_a_function = verdict(None);
    assert_eq!(of_a_function.outcome, Outcome::Within);
    assert_eq!(of_a_function.evidence.notes, [""; 0]);
    let of_a_future = verdict(Some(spread(100.0, 40).into_iter().collect()));
    assert_eq!(of_a_future.outcome, Outcome::Inconclusive);
    assert!(
        of_a_future.evidence.notes[0].contains("may miss 60.0 ns of a run that takes 100 ns"),
        "{:?}",
        of_a_future.evidence.notes
    );
}
