use super::*;
use crate::testing::measure::{Beside, Speed};

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
            least_ns: Some(value),
            alone: true,
            spread: 0.001,
            calls_per_batch: 50.0,
            core_share: 1.0,
            involuntary_per_batch: 0.0,
            involuntary: 0,
            wait_ns: Some(0.0),
            stolen_ns: None,
            speed: Speed {
                usual_ns: 2.0,
                median_ns: 2.0,
                drift: 0.0,
                remembered_at: Some(1),
                wide_alone: 0.7,
                wide_median: 0.7,
                alone_known: true,
                alone_seen: None,
                float_alone: None,
                float_alone_seen: None,
            },
            instructions: None,
            cycles: None,
            beside: beside(&[QUIET_HOP], |_| value),
            fetched_lines: None,
            took_ns: 1e7,
            unavailable: Vec::new(),
        },
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

fn all_above(change: impl Fn(&mut Look)) -> Decision {
    decide((0..16).map(|_| {
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
    let decision = all_above(|_| ());
    assert_eq!((decision.outcome, decision.looks), (Outcome::Over, 4));
    assert!(
        decision.reason.contains("1.19 µs in each of 4 looks"),
        "{}",
        decision.reason
    );
}

#[test]
fn looks_beside_somebody_else_on_the_core_are_taken_again() {
    let crowded = || {
        let mut look = look(Standing::Undecided, 1_100.0);
        look.measurement.alone = false;
        look
    };
    let calm_at_last = (0..6)
        .map(|_| crowded())
        .chain((0..4).map(|_| above(1_100.0)));
    let found = decide(calm_at_last);
    assert_eq!((found.outcome, found.looks), (Outcome::Over, 10));
    let never_calm = decide((0..20).map(|_| crowded()));
    assert_eq!(never_calm.outcome, Outcome::Inconclusive);
    assert_eq!(never_calm.looks, 16);
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
    let six_above = (0..6).map(|_| above(1_200.0));
    let open = decide(
        std::iter::once(above(1_200.0))
            .chain([below()])
            .chain(six_above),
    );
    assert_eq!(open.outcome, Outcome::Inconclusive);
    assert!(open.reason.contains("6 of 7 looks"), "{}", open.reason);
}

#[test]
fn a_limit_inside_the_interval_is_inconclusive() {
    let undecided = || look(Standing::Undecided, 1_000.0);
    let decision = decide((0..16).map(|_| undecided()));
    assert_eq!(
        (decision.outcome, decision.looks),
        (Outcome::Inconclusive, 7)
    );
    let settled = decide([undecided(), below(), below()]);
    assert_eq!((settled.outcome, settled.looks), (Outcome::Within, 3));
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
    let decision = all_above(|look| look.measurement.involuntary_per_batch = 1.0);
    assert_eq!(decision.outcome, Outcome::Inconclusive);
    assert!(decision.reason.contains("preempted"), "{}", decision.reason);
    let large = all_above(|look| {
        look.measurement.involuntary_per_batch = 1.0;
        look.measurement.calls_per_batch = 5_000.0;
    });
    assert_eq!(large.outcome, Outcome::Over);
}

#[test]
fn an_excess_that_comes_and_goes_is_no_proof() {
    let decision = all_above(|look| look.measurement.share_under_limit = 0.2);
    assert_eq!(decision.outcome, Outcome::Inconclusive);
}

/// Calls of `call(hop)` beside these hops.
fn beside(hops: &[f64], call: impl Fn(f64) -> f64) -> Vec<Beside> {
    let pair = |i: usize| {
        let hop_ns = hops[i % hops.len()];
        Beside {
            hop_ns,
            call_ns: call(hop_ns),
            alone: true,
        }
    };
    (0..24).map(pair).collect()
}

#[test]
fn a_slowed_memory_explains_an_excess_unless_the_function_does_not_follow_it() {
    let contended = |call: fn(f64) -> f64, hops: &[f64]| {
        all_above(|look| look.measurement.beside = beside(hops, call)).outcome
    };
    let follows = contended(|hop| 60.0 * hop, &[20.0, 25.0, 30.0]);
    assert_eq!(follows, Outcome::Inconclusive);
    let stands_apart = contended(|_| 1_200.0, &[15.0, 20.0, 30.0]);
    assert_eq!(stands_apart, Outcome::Over);
    let unknown = contended(|_| 1_200.0, &[15.0]);
    assert_eq!(unknown, Outcome::Inconclusive);
}

#[test]
fn a_function_that_leaves_the_memory_alone_is_not_excused_by_it() {
    let fetching = |lines: f64| {
        let decision = all_above(|look| {
            look.measurement.beside = beside(&[QUIET_HOP * 5.0], |_| 1_200.0);
            look.measurement.fetched_lines = Some(lines);
        });
        decision.outcome
    };
    // A line costs 40 ns more than it might: four of them are 160 of the 200 ns over the limit.
    assert_eq!(fetching(4.0), Outcome::Over);
    assert_eq!(fetching(6.0), Outcome::Inconclusive);
}

#[test]
fn a_function_that_sleeps_is_not_excused_by_the_memory() {
    let computing = |share: f64| {
        let decision = all_above(|look| {
            look.measurement.beside = beside(&[QUIET_HOP * 5.0], |_| 1_200.0);
            look.measurement.core_share = share;
        });
        decision.outcome
    };
    assert_eq!(computing(0.05), Outcome::Over);
    assert_eq!(computing(0.9), Outcome::Inconclusive);
}

#[test]
fn looks_that_differ_are_no_proof_while_the_memory_is_slowed() {
    let apart = |value: fn(u32) -> f64, hop: f64| {
        let looks = (0..16).map(|number| {
            let mut look = above(value(number));
            look.measurement.beside = beside(&[hop, hop * 1.02], |_| 1_200.0);
            look
        });
        decide(looks).outcome
    };
    let differing = |number| 1_200.0 + 50.0 * f64::from(number);
    let one_slow = |number| {
        1_200.0
            + if number % 4 == 3 {
                700.0
            } else {
                f64::from(number)
            }
    };
    assert_eq!(apart(differing, QUIET_HOP * 2.0), Outcome::Inconclusive);
    assert_eq!(apart(one_slow, QUIET_HOP * 2.0), Outcome::Over);
    assert_eq!(apart(differing, QUIET_HOP), Outcome::Over);
}

#[test]
fn undecided_looks_neither_prove_nor_refute() {
    let undecided = || look(Standing::Undecided, 1_000.0);
    let proven = decide([
        undecided(),
        above(1_100.0),
        above(1_100.0),
        undecided(),
        above(1_100.0),
        above(1_100.0),
    ]);
    assert_eq!((proven.outcome, proven.looks), (Outcome::Over, 6));
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
