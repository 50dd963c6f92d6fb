//! What counts as worse, and what does not.

use std::collections::BTreeMap;

use super::*;
use crate::budget::{Estimate, Outcome};
use crate::site::{Metric, Statistic};
use crate::unit::Unit;

fn time(value: f64, half_width: f64) -> Figure {
    Figure {
        site: "k::f".to_owned(),
        context: "tests::f".to_owned(),
        metric: Metric::Time,
        statistic: Statistic::Median,
        unit: Unit::Nanoseconds,
        samples: 100,
        cancelled: true,
        measured: Estimate {
            low: value - half_width,
            value,
            high: value + half_width,
        },
    }
}

fn count(metric: Metric, value: f64) -> Figure {
    Figure {
        metric,
        statistic: Statistic::Maximum,
        unit: Unit::Count,
        cancelled: false,
        measured: Estimate::exact(value),
        ..time(1.0, 0.0)
    }
}

fn here() -> Circumstances {
    Circumstances {
        times_differ: None,
        tolerance_percent: 10.0,
        own_tolerance_percent: BTreeMap::new(),
    }
}

fn trend(before: &Figure, now: &Figure) -> Trend {
    let differences = compare(
        std::slice::from_ref(before),
        std::slice::from_ref(now),
        &here(),
    );
    differences[0].trend
}

#[test]
fn a_ratio_that_grew_beyond_the_tolerance_is_worse_and_noise_is_not() {
    let before = time(1000.0, 10.0);
    assert_eq!(trend(&before, &time(1000.0, 10.0)), Trend::Same);
    assert_eq!(trend(&before, &time(1090.0, 10.0)), Trend::Same);
    assert_eq!(trend(&before, &time(1150.0, 10.0)), Trend::Worse);
    assert_eq!(trend(&before, &time(1150.0, 60.0)), Trend::Undecided);
    assert_eq!(trend(&before, &time(800.0, 10.0)), Trend::Better);
}

#[test]
fn the_drift_of_a_processor_is_no_regression() {
    let plain = |value: f64| Figure {
        cancelled: false,
        ..time(value, 1.0)
    };
    assert_eq!(trend(&plain(1000.0), &plain(1180.0)), Trend::Undecided);
    assert_eq!(trend(&plain(1000.0), &plain(1400.0)), Trend::Worse);
    let differences = compare(&[plain(1000.0)], &[plain(1180.0)], &here());
    assert!(
        differences[0].reason.contains("18 %"),
        "{}",
        differences[0].reason
    );
}

#[test]
fn a_tolerance_below_the_effect_of_layout_is_not_believed_for_time() {
    let strict = Circumstances {
        tolerance_percent: 2.0,
        ..here()
    };
    let differences = compare(&[time(1000.0, 1.0)], &[time(1080.0, 1.0)], &strict);
    assert_eq!(differences[0].trend, Trend::Same);
}

#[test]
fn few_samples_need_a_wide_gap() {
    let few = |value: f64| Figure {
        samples: 3,
        ..time(value, 1.0)
    };
    assert_eq!(trend(&few(1000.0), &few(1300.0)), Trend::Undecided);
    assert_eq!(trend(&few(1000.0), &few(1600.0)), Trend::Worse);
}

#[test]
fn counts_are_exact() {
    let allocations = |value| count(Metric::Allocations, value);
    assert_eq!(trend(&allocations(0.0), &allocations(1.0)), Trend::Worse);
    assert_eq!(trend(&allocations(100.0), &allocations(110.0)), Trend::Same);
    assert_eq!(
        trend(&allocations(100.0), &allocations(111.0)),
        Trend::Worse
    );
    assert_eq!(trend(&allocations(3.0), &allocations(2.0)), Trend::Better);
}

#[test]
fn what_the_clock_differs_by_between_processes_is_no_regression_of_single_calls() {
    let single = |value| Figure {
        cancelled: false,
        ..time(value, 1.0)
    };
    assert_eq!(trend(&single(6.0), &single(60.0)), Trend::Undecided);
    assert_eq!(trend(&single(60.0), &single(6.0)), Trend::Same);
    assert_eq!(trend(&single(6.0), &single(120.0)), Trend::Worse);
    assert_eq!(trend(&time(6.0, 0.1), &time(60.0, 0.1)), Trend::Worse);
}

#[test]
fn instructions_need_a_slower_time_beside_them_to_be_worse() {
    let before = [count(Metric::Instructions, 1000.0), time(1000.0, 1.0)];
    let trends = |now: [Figure; 2]| {
        let mut all = compare(&before, &now, &here());
        all.retain(|difference| difference.metric == Metric::Instructions);
        all[0].trend
    };
    assert_eq!(
        trends([count(Metric::Instructions, 1200.0), time(1080.0, 1.0)]),
        Trend::Worse
    );
    assert_eq!(
        trends([count(Metric::Instructions, 1200.0), time(1010.0, 1.0)]),
        Trend::MoreWork
    );
    assert_eq!(
        trends([count(Metric::Instructions, 1010.0), time(1080.0, 1.0)]),
        Trend::Same
    );
}

#[test]
fn on_another_machine_counts_are_compared_and_times_are_not() {
    let elsewhere = Circumstances {
        times_differ: Some("another processor".to_owned()),
        ..here()
    };
    let before = [time(1000.0, 1.0), count(Metric::Allocations, 0.0)];
    let now = [time(9000.0, 1.0), count(Metric::Allocations, 1.0)];
    let differences = compare(&before, &now, &elsewhere);
    let trends: Vec<Trend> = differences
        .iter()
        .map(|difference| difference.trend)
        .collect();
    assert_eq!(trends, [Trend::Worse, Trend::NotComparable]);
    assert_eq!(differences[1].reason, "another processor");
}

#[test]
fn what_has_no_partner_is_new_or_gone() {
    let differences = compare(&[time(1.0, 0.0)], &[count(Metric::Calls, 1.0)], &here());
    let trends: Vec<Trend> = differences
        .iter()
        .map(|difference| difference.trend)
        .collect();
    assert_eq!(trends, [Trend::New, Trend::Gone]);
}

#[test]
fn accepting_again_and_again_under_noise_does_not_creep_upward() {
    let mut figures = vec![time(1000.0, 5.0)];
    for _ in 0..50 {
        let noisy = figures[0].measured.value * 1.05;
        figures = accepted(&figures, &[time(noisy, 5.0)], &here(), |_| true);
    }
    assert_eq!(figures[0].measured.value, 1000.0);
    let slower = accepted(&figures, &[time(2000.0, 5.0)], &here(), |_| true);
    assert_eq!(slower[0].measured.value, 2000.0);
    let unwanted = accepted(&figures, &[time(2000.0, 5.0)], &here(), |_| false);
    assert_eq!(unwanted, figures);
    let lower = accepted(&figures, &[time(990.0, 5.0)], &here(), |_| true);
    assert_eq!(lower[0].measured.value, 990.0);
}

#[test]
fn what_was_not_measured_now_stays_accepted() {
    let kept = accepted(
        &[time(1.0, 0.0)],
        &[count(Metric::Calls, 1.0)],
        &here(),
        |_| true,
    );
    assert_eq!(kept.len(), 2);
}

#[test]
fn a_function_may_have_a_tolerance_of_its_own() {
    let own = Circumstances {
        own_tolerance_percent: BTreeMap::from([("k::f".to_owned(), 100.0)]),
        ..here()
    };
    let (before, now) = (time(1000.0, 1.0), time(1500.0, 1.0));
    assert_eq!(trend(&before, &now), Trend::Worse);
    assert_eq!(compare(&[before], &[now], &own)[0].trend, Trend::Same);
}

#[test]
fn an_optimisation_stays_won_until_the_time_is_surely_back() {
    let since = [time(1000.0, 1.0)];
    let outcome = |now: Figure| improvements("k::f", 30.0, Some(&since), &[now], None)[0].outcome;
    assert_eq!(outcome(time(690.0, 1.0)), Outcome::Within);
    assert_eq!(outcome(time(720.0, 1.0)), Outcome::Inconclusive);
    assert_eq!(outcome(time(900.0, 1.0)), Outcome::Over);
    let few = Figure {
        samples: 3,
        ..time(900.0, 1.0)
    };
    assert_eq!(outcome(few), Outcome::Inconclusive);
}

#[test]
fn an_optimisation_that_cannot_be_looked_up_is_not_measured() {
    let now = [time(690.0, 1.0)];
    let outcome = |since, why| improvements("k::f", 30.0, since, &now, why)[0].outcome;
    assert_eq!(outcome(None, None), Outcome::NotMeasured);
    assert_eq!(outcome(Some(&[][..]), None), Outcome::NotMeasured);
    assert_eq!(
        outcome(Some(&now[..]), Some("other")),
        Outcome::Inconclusive
    );
}
