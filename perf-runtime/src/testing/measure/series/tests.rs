use super::*;

fn sample(judged_ns: f64, clean: bool) -> Sample {
    disturbed(judged_ns, if clean { 0.0 } else { 1.0 })
}

fn disturbed(judged_ns: f64, disturbance: f64) -> Sample {
    Sample {
        judged_ns,
        core_share: 1.0,
        reference_ns: 2.0,
        wides_ns: (1.4, 1.4),
        float_ns: None,
        wall_ns: judged_ns,
        disturbance,
        calls: 10.0,
        involuntary: u64::from(disturbance > 0.0),
    }
}

fn speed(remembered: bool) -> Speed {
    Speed {
        usual_ns: 2.0,
        median_ns: 2.0,
        drift: 0.1,
        remembered_at: remembered.then_some(1),
        wide_alone: 0.7,
        wide_median: 0.7,
        alone_known: true,
        alone_seen: None,
        float_alone: Some(3.0),
        float_alone_seen: None,
    }
}

fn series(samples: impl IntoIterator<Item = Sample>) -> Series {
    Series {
        samples: samples.into_iter().collect(),
        overlap_ns: 0.0,
    }
}

#[test]
fn the_interval_is_set_against_the_limit() {
    let values = series((0..15).map(|i| sample(100.0 + f64::from(i) / 10.0, true)));
    let standing = |limit| values.view(&speed(true), limit, 1).unwrap().standing;
    assert_eq!(standing(110.0), Standing::Below);
    assert_eq!(standing(90.0), Standing::Above);
    assert_eq!(standing(100.7), Standing::Undecided);
}

#[test]
fn what_a_reading_may_be_off_keeps_very_short_calls_undecided() {
    let standing = |call_ns: f64, limit_ns: f64| {
        let samples = (0..15).map(|_| sample(call_ns, true)).collect();
        let series = Series {
            samples,
            overlap_ns: 10.0,
        };
        series.view(&speed(true), limit_ns, 1).unwrap().standing
    };
    assert_eq!(standing(58.0, 50.0), Standing::Undecided);
    assert_eq!(standing(61.0, 50.0), Standing::Above);
    assert_eq!(standing(1000.0, 999.0), Standing::Above, "a hundredth");
}

#[test]
fn few_samples_give_no_interval_and_none_gives_nothing() {
    let few = series((0..11).map(|_| sample(100.0, true)));
    assert_eq!(
        few.view(&speed(true), 1e9, 1).unwrap().standing,
        Standing::TooFew
    );
    assert!(series([]).view(&speed(true), 1e9, 1).is_none());
}

#[test]
fn the_steadiest_samples_decide_once_there_are_enough() {
    let unsteady = || (0..90).map(|_| disturbed(150.0, 0.03));
    let steadier = || (0..90).map(|_| disturbed(110.0, 0.015));
    let few = series(unsteady().chain((0..11).map(|_| sample(100.0, true))));
    assert_eq!(
        few.view(&speed(true), 1.0, 1).unwrap().estimate.value,
        150.0
    );
    let mixed = series(unsteady().chain(steadier()));
    let view = mixed.view(&speed(true), 120.0, 1).unwrap();
    assert_eq!(
        (view.standing, view.estimate.value),
        (Standing::Below, 110.0)
    );
}

#[test]
fn disturbed_samples_count_only_while_there_is_nothing_better() {
    let preempted = || (0..90).map(|_| sample(150.0, false));
    let mixed = series(preempted().chain((0..15).map(|_| sample(100.0, true))));
    let view = mixed.view(&speed(true), 120.0, 1).unwrap();
    assert_eq!((view.standing, view.involuntary), (Standing::Below, 0.0));
    let scarce = series(preempted().chain((0..11).map(|_| sample(100.0, true))));
    let view = scarce.view(&speed(true), 120.0, 1).unwrap();
    assert_eq!((view.standing, view.involuntary), (Standing::Above, 1.0));
}

#[test]
fn without_a_memory_the_drift_widens_the_interval() {
    let values = series((0..20).map(|_| sample(100.0, true)));
    let known = values.view(&speed(true), 105.0, 1).unwrap();
    let unknown = values.view(&speed(false), 105.0, 1).unwrap();
    assert_eq!(known.standing, Standing::Below);
    assert_eq!(unknown.standing, Standing::Undecided);
    assert!((unknown.estimate.high - 110.0).abs() < 1e-9);
}

/// A batch beside which the wide reference took that much longer.
fn crowded(judged_ns: f64, crowd: f64) -> Sample {
    let wide_ns = 1.4 * (1.0 + crowd);
    Sample {
        wides_ns: (wide_ns, wide_ns),
        ..sample(judged_ns, true)
    }
}

#[test]
fn samples_with_the_core_to_themselves_decide_once_there_are_enough() {
    let shared = || (0..90).map(|_| crowded(150.0, 0.9));
    let alone = |n| (0..n).map(|_| crowded(100.0, 0.01));
    let view = |n| {
        let all = series(shared().chain(alone(n)));
        all.view(&speed(true), 120.0, 1).unwrap()
    };
    assert_eq!(view(12).standing, Standing::Below);
    assert_eq!(view(11).standing, Standing::Undecided);
}

#[test]
fn a_crowd_excuses_only_what_follows_it() {
    let standing = |alone: usize, time: fn(f64) -> f64| {
        let crowds = (0..30).map(|i| 0.3 + f64::from(i * 7 % 30) / 50.0);
        let crowds = crowds.chain(std::iter::repeat_n(0.0, alone));
        let all = series(crowds.map(|crowd| crowded(time(crowd), crowd)));
        all.view(&speed(true), 105.0, 1).unwrap().standing
    };
    // A neighbour that is always there may have cost more than the function itself, whatever else it did.
    assert_eq!(standing(0, |_| 112.0), Standing::Undecided);
    assert_eq!(standing(0, |_| 250.0), Standing::Undecided);
    assert_eq!(standing(0, |_| 300.0), Standing::Above);
    // Too few batches without it decide by themselves; they tell how the function goes with it.
    assert_eq!(standing(11, |_| 112.0), Standing::Above);
    let follows = |crowd: f64| 95.0 * (1.0 + (3.0 * crowd).min(1.5));
    assert_ne!(standing(11, follows), Standing::Above);
    assert_ne!(standing(11, |crowd| 112.0 * (1.0 + crowd)), Standing::Below);
}

/// What was measured beside a program that kept the floating-point units busy: a sum of floats at 90 µs took 1.74 times
/// as long, as did a chain of additions, while the wide reference lost only a third.
fn among_floats(judged_ns: f64) -> Sample {
    Sample {
        float_ns: Some(2.0 * 3.0 * 1.7),
        ..crowded(judged_ns, 0.4)
    }
}

#[test]
fn a_neighbour_that_takes_the_floating_point_units_is_no_excess() {
    let steady = series((0..90).map(|_| among_floats(90.0 * 1.74)));
    let view = steady.view(&speed(true), 100.0, 1).unwrap();
    assert_eq!(view.standing, Standing::Undecided);
    // It comes and goes, and others take more of the core and less of the function's time.
    let others = (0..45).map(|_| crowded(90.0 * 1.15, 0.9));
    let mixed = series(others.chain((0..45).map(|_| among_floats(90.0 * 1.74))));
    let view = mixed.view(&speed(true), 100.0, 1).unwrap();
    assert_eq!(view.standing, Standing::Undecided);
    let slow = series((0..90).map(|_| among_floats(500.0)));
    let view = slow.view(&speed(true), 100.0, 1).unwrap();
    assert_eq!(view.standing, Standing::Above);
}
