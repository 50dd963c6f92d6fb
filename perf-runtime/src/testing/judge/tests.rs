use super::*;
use crate::testing::measure::Speed;

const LIMIT: f64 = 1_000.0;
const QUIET_HOP: f64 = 10.0;

/// A look whose interval is `value` ± 1 %.
fn look(standing: Standing, value: f64) -> Look {
    Look {
        measurement: Measurement {
            standing,
            estimate: Some(Estimate {
                low: value * 0.99,
                value,
                high: value * 1.01,
            }),
            wall: None,
            samples: 15,
            all_samples: 15,
            disturbed: 0,
            discarded: 0,
            calls: 750,
            share_under_limit: 0.0,
            spread: 0.001,
            calls_per_batch: 50.0,
            involuntary_per_batch: 0.0,
            involuntary: 0,
            wait_ns: Some(0.0),
            stolen_ns: None,
            speed: Speed {
                best_ns: 2.0,
                median_ns: 2.0,
                lowest_ns: 2.0,
                remembered_at: Some(1),
            },
            instructions: None,
            cycles: None,
            took_ns: 1e7,
            unavailable: Vec::new(),
        },
        hop_ns: Some(QUIET_HOP),
    }
}

fn above(value: f64) -> Look {
    look(Standing::Above, value)
}

fn below() -> Look {
    look(Standing::Below, 900.0)
}

/// Takes looks as the harness does: further ones only when asked for.
fn decide(looks: impl IntoIterator<Item = Look>) -> Decision {
    let mut looks = looks.into_iter();
    let mut taken = Looks::new(looks.next().unwrap(), LIMIT, Some(QUIET_HOP));
    loop {
        match taken.next() {
            Next::Decided(decision) => return *decision,
            Next::LookAgain => taken.add(looks.next().expect("another look was asked for")),
        }
    }
}

fn four(change: impl Fn(&mut Look)) -> Decision {
    decide((0..4).map(|_| {
        let mut look = above(1_200.0);
        change(&mut look);
        look
    }))
}

#[test]
fn below_at_once_is_within_after_one_look() {
    let decision = decide([below()]);
    assert_eq!((decision.outcome, decision.looks), (Outcome::Within, 1));
}

#[test]
fn an_excess_must_survive_three_fresh_processes() {
    let decision = four(|_| ());
    assert_eq!((decision.outcome, decision.looks), (Outcome::Over, 4));
    assert!(
        decision.reason.contains("1.19 µs in each of 4 looks"),
        "{}",
        decision.reason
    );
}

#[test]
fn the_most_favourable_look_gives_the_figures() {
    let decision = decide([
        above(1_500.0),
        above(1_200.0),
        above(1_300.0),
        above(1_400.0),
    ]);
    assert_eq!(decision.look.measurement.estimate.unwrap().value, 1_200.0);
}

#[test]
fn two_looks_below_refute_an_excess_and_one_leaves_it_open() {
    let refuted = decide([above(1_200.0), below(), below()]);
    assert_eq!((refuted.outcome, refuted.looks), (Outcome::Within, 3));
    assert!(!refuted.notes.is_empty());
    let open = decide([above(1_200.0), below(), above(1_200.0), above(1_200.0)]);
    assert_eq!(open.outcome, Outcome::Inconclusive);
    assert!(open.reason.contains("3 of 4 looks"), "{}", open.reason);
}

#[test]
fn a_limit_inside_the_interval_is_inconclusive() {
    let decision = decide([look(Standing::Undecided, 1_000.0)]);
    assert_eq!(
        (decision.outcome, decision.looks),
        (Outcome::Inconclusive, 1)
    );
    assert!(
        decision.reason.contains("15 batches"),
        "{}",
        decision.reason
    );
}

#[test]
fn few_samples_decide_only_when_clear_cut() {
    let outcome = |value| decide((0..4).map(|_| look(Standing::TooFew, value))).outcome;
    assert_eq!(outcome(600.0), Outcome::Within);
    assert_eq!(outcome(900.0), Outcome::Inconclusive);
    assert_eq!(outcome(1_100.0), Outcome::Inconclusive);
    assert_eq!(outcome(1_600.0), Outcome::Over);
}

#[test]
fn a_function_that_is_not_reached_is_not_measured() {
    let decision = decide([look(Standing::Unreached, 0.0)]);
    assert_eq!(decision.outcome, Outcome::NotMeasured);
}

#[test]
fn preemption_that_costs_as_much_as_the_excess_is_no_proof() {
    // 200 ns over, 50 calls a batch: 10 µs, less than a preemption costs.
    let decision = four(|look| look.measurement.involuntary_per_batch = 1.0);
    assert_eq!(decision.outcome, Outcome::Inconclusive);
    assert!(decision.reason.contains("preempted"), "{}", decision.reason);
    let large = four(|look| {
        look.measurement.involuntary_per_batch = 1.0;
        look.measurement.calls_per_batch = 5_000.0;
    });
    assert_eq!(large.outcome, Outcome::Over);
}

#[test]
fn an_excess_that_comes_and_goes_is_no_proof() {
    let decision = four(|look| look.measurement.share_under_limit = 0.2);
    assert_eq!(decision.outcome, Outcome::Inconclusive);
}

#[test]
fn a_slowed_memory_reference_explains_unsteady_or_comparable_excess() {
    let contended = |spread: f64, value: f64| {
        decide((0..4).map(|_| {
            let mut look = above(value);
            look.hop_ns = Some(QUIET_HOP * 1.5);
            look.measurement.spread = spread;
            look
        }))
        .outcome
    };
    assert_eq!(contended(0.1, 2_000.0), Outcome::Inconclusive);
    assert_eq!(contended(0.001, 1_300.0), Outcome::Inconclusive);
    assert_eq!(contended(0.001, 2_000.0), Outcome::Over);
}

#[test]
fn one_look_with_quiet_memory_is_enough_to_rule_neighbours_out() {
    let mut looks: Vec<Look> = (0..4).map(|_| above(1_300.0)).collect();
    for look in &mut looks[..3] {
        look.hop_ns = Some(QUIET_HOP * 3.0);
    }
    assert_eq!(decide(looks).outcome, Outcome::Over);
}

#[test]
fn an_excess_that_nobody_can_look_at_again_is_inconclusive() {
    let mut looks = Looks::new(above(1_200.0), LIMIT, None);
    assert!(matches!(looks.next(), Next::LookAgain));
    looks.refuse("no executable".to_owned());
    let Next::Decided(decision) = looks.next() else {
        panic!("a refused look asks for no other");
    };
    assert_eq!(decision.outcome, Outcome::Inconclusive);
    assert!(decision.reason.contains("no executable"));
}
