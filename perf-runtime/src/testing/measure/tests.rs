//! Code of known behaviour, measured. No wall time is compared with a fixed limit: limits come from a measurement of
//! the same code a moment before.

use std::cell::Cell;
use std::time::Duration;

use super::{Settings, Standing, Subject, Tally, block, subject};
use crate::probe::machine::{Reference, Remembered};
use crate::probe::reference::spin;

/// A better time than any machine's, so that it is never beaten and the same for all measurements that are compared.
const REMEMBERED: Remembered = Remembered {
    spin: Some(Reference { ns: 1.0, seen: 1 }),
    // So slow alone that nothing seems crowded, whatever else this machine does: a spin follows no crowd.
    wide: Some(Reference { ns: 30.0, seen: 1 }),
    float: None,
    chase: None,
};

fn rounds(rounds: u64) -> impl FnMut() {
    move || spin::work(rounds)
}

/// The typical time of a spin of so many rounds, by a measurement that no limit ends early.
fn typical_ns(of: u64) -> f64 {
    let estimate = block(rounds(of), 1e-3, &Settings::default(), REMEMBERED).estimate;
    estimate.unwrap().value
}

#[test]
fn a_spin_is_found_below_and_above_a_limit_that_is_a_tenth_away() {
    for of in [500, 20_000] {
        let typical = typical_ns(of);
        let standing = |limit| block(rounds(of), limit, &Settings::default(), REMEMBERED).standing;
        assert_eq!(standing(typical * 1.1), Standing::Below, "{of} rounds");
        assert_eq!(standing(typical * 0.9), Standing::Above, "{of} rounds");
    }
}

#[test]
fn a_decided_measurement_stops_early() {
    let settings = Settings::default();
    let measurement = block(rounds(500), 1e9, &settings, REMEMBERED);
    assert_eq!(measurement.standing, Standing::Below);
    assert_eq!(measurement.all_samples, 15, "{measurement:?}");
}

#[test]
fn the_ratio_to_the_reference_is_the_number_of_rounds() {
    // The reference is the same kind of spin: at a usual time of 1 ns a round, 10 000 rounds are 10 µs at the usual speed,
    // whatever the core's speed is now.
    let estimate = block(rounds(10_000), 1.0, &Settings::default(), REMEMBERED)
        .estimate
        .unwrap();
    let ratio = estimate.value / 10_000.0;
    assert!((0.9..1.1).contains(&ratio), "{ratio}");
}

#[test]
fn sleep_is_time() {
    let settings = Settings::default();
    let nap = || std::thread::sleep(Duration::from_millis(2));
    let measurement = block(nap, 1.5e6, &settings, REMEMBERED);
    assert_eq!(measurement.standing, Standing::Above, "{measurement:?}");
}

#[test]
fn a_slow_block_gets_its_samples_and_a_slower_one_says_that_they_are_too_few() {
    let settings = Settings {
        box_ns: 2e6,
        ..Settings::default()
    };
    let slow = block(rounds(400_000), 1e12, &settings, REMEMBERED);
    assert_eq!(slow.standing, Standing::Below, "{slow:?}");
    let slower = block(rounds(4_000_000), 1e12, &settings, REMEMBERED);
    assert_eq!(slower.standing, Standing::TooFew, "{slower:?}");
    assert!(slower.estimate.is_some());
}

#[test]
fn a_site_is_measured_inside_a_larger_block() {
    let calls = Cell::new(0_u64);
    let spent = Cell::new(0.0_f64);
    let mut read = || {
        let wall_ns = spent.take();
        Tally {
            calls: calls.take(),
            wall_ns,
            judged_ns: wall_ns,
            on_other_threads: false,
        }
    };
    let mut batch = |times: u64| {
        for _ in 0..times {
            let start = std::time::Instant::now();
            spin::work(4_000);
            spent.set(spent.get() + start.elapsed().as_nanos() as f64);
            calls.set(calls.get() + 1);
            spin::work(36_000);
        }
    };
    let measurement = subject(
        &mut batch,
        Subject::Site(&mut read),
        1.0,
        &Settings::default(),
        REMEMBERED,
    );
    let ratio = measurement.estimate.unwrap().value / 4_000.0;
    assert!((0.85..1.15).contains(&ratio), "{ratio}: {measurement:?}");
}

#[test]
fn a_block_that_never_reaches_the_site_says_so() {
    let measurement = subject(
        &mut |_| spin::work(1_000),
        Subject::Site(&mut Tally::default),
        1e9,
        &Settings::default(),
        REMEMBERED,
    );
    assert_eq!(measurement.standing, Standing::Unreached);
    assert_eq!(measurement.estimate, None);
}

#[test]
fn a_block_without_any_work_comes_to_an_end() {
    let measurement = subject(
        &mut |_| {},
        Subject::Block,
        1e9,
        &Settings::default(),
        REMEMBERED,
    );
    assert_eq!(measurement.standing, Standing::Below);
}

#[test]
fn the_numbers_behind_a_decision_are_kept() {
    let measurement = block(rounds(2_000), 1e9, &Settings::default(), REMEMBERED);
    assert!(measurement.wait_ns.is_some());
    assert!(measurement.wall.is_some());
    assert!(measurement.speed.median_ns > 0.0 && measurement.speed.drift >= 0.0);
    assert_eq!(measurement.share_under_limit, 1.0);
    assert!(measurement.calls_per_batch >= 1.0);
    assert_eq!(
        measurement.instructions.is_none(),
        measurement
            .unavailable
            .iter()
            .any(|reason| reason.contains("count") || reason.contains("performance events")),
        "{:?}",
        measurement.unavailable
    );
}
