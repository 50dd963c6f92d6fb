//! What of an excess another program on the same core explains, and how far a function follows such a crowd.
//!
//! A hypervisor may run another program on the same core at the same time, which slows code that keeps many units busy
//! and leaves chains of dependent operations alone. Neither clocks nor the spin see it; the wide reference does, and the *crowd*
//! is how much longer that takes than alone, as a part.
//!
//! Beside strangers, at crowds of 0.4, 0.7 and 1.05, code took so many times as long as alone (Intel, 2.1 GHz, 2026-11-29; `cargo run
//! --release -p perf-tests --features monitoring --bin crowd_costs -- 40`):
//!
//! | code | 0.4 | 0.7 | 1.05 |
//! | --- | ---: | ---: | ---: |
//! | a hash of bytes, each step of the one before | 1.0 | 1.0 | 1.0 |
//! | a sum of squares of floats | 1.0 | 1.05 | 1.0 |
//! | counting bytes, vectorised | 1.15 | 1.2 | 1.25 |
//! | copying 8 KB | 1.15 | 1.25 | 1.25 |
//! | four sums of integers side by side | 1.4 | 1.45 | 1.5 |
//! | sorting | 1.3 | 1.55 | 1.45 |
//! | the wide reference | 1.4 | 1.7 | 2.05 |
//! | a sum of integers, vectorised | 2.1 | 2.5 | 2.45 |
//!
//! So a neighbour may cost much as soon as there is one, however little it does; and code that takes the same in a small crowd and
//! in a large one may have lost most of what it can lose already. Only moments without anybody tell.

use crate::stats::order;

/// Fewer batches say nothing of how two quantities go together.
const FEWEST: usize = 12;
/// The crowd must have differed by this much between the calm and the rough third, to show whether the function follows.
const VARIED: f64 = 0.15;
/// What a third's middle may be off, as a part of the function's time.
const UNSURE: f64 = 0.01;
/// Not all code loses the more the larger the crowd is: it may have lost so many times as much in a smaller one.
const CURVED: f64 = 1.15;
/// A crowd up to here is nobody.
const NOBODY: f64 = 0.07;
/// What a crowd adds to any code's time, as a multiple of the crowd, at most: the table's last row at 0.4 is 2.7 of it.
const STEEPEST: f64 = 3.0;
/// What the largest crowd adds, as a part of the time: the same row never lost more than 1.5.
const LARGEST: f64 = 1.6;

/// The most that a crowd adds to any code, as a part of its time.
fn most_added(crowd: f64) -> f64 {
    (STEEPEST * crowd).min(LARGEST)
}

/// How a function goes with the crowd on its core: the most that a crowd adds to its time, as a part of what it may add to any.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Follows(f64);

impl Follows {
    /// There was no crowd.
    pub(super) const NOTHING: Self = Self(0.0);

    /// Nobody knows how far.
    pub(super) const ALL: Self = Self(1.0);

    /// The most that a crowd has added, as a part of the function's time.
    pub(super) fn added(self, crowd: f64) -> f64 {
        self.0 * most_added(crowd)
    }
}

/// The crowd around a batch, and the batch's time in any unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment {
    pub(super) before: f64,
    pub(super) after: f64,
    pub(super) time: f64,
}

impl Moment {
    /// Seen from its end.
    fn reversed(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
            ..self
        }
    }
}

/// How far times follow the crowd in the same moments: all the way when the moments cannot tell.
pub(super) fn follows(moments: &[Moment]) -> Follows {
    if moments.len() < FEWEST {
        return Follows::ALL;
    }
    let reversed = moments.iter().map(|moment| moment.reversed());
    let (Follows(one), Follows(other)) = (
        follows_forward(moments.to_vec()),
        follows_forward(reversed.collect()),
    );
    Follows(one.max(other))
}

/// The reading before the batch tells calm moments from rough ones, the one after it how much rougher those are: an interrupt
/// that lengthened one of them would make the rough seem rougher than what the function met, and the function indifferent.
fn follows_forward(mut sorted: Vec<Moment>) -> Follows {
    sorted.sort_by(|a, b| a.before.total_cmp(&b.before));
    let third = sorted.len() / 3;
    let (calm, rough) = (&sorted[..third], &sorted[sorted.len() - third..]);
    let (calm_crowd, calm_time) = middle(calm);
    let (rough_crowd, rough_time) = middle(rough);
    if calm_crowd > NOBODY || rough_crowd - calm_crowd < VARIED {
        return Follows::ALL;
    }
    let grown = rough_time / calm_time + UNSURE;
    // Time is `alone · (1 + follows · most added)` in both thirds.
    let follows = (grown - 1.0)
        / (most_added(rough_crowd) - grown * most_added(calm_crowd)).max(f64::MIN_POSITIVE);
    Follows((CURVED * follows).clamp(0.0, 1.0))
}

/// The middle crowd after the batch and the middle time.
fn middle(moments: &[Moment]) -> (f64, f64) {
    let of = |pick: fn(&Moment) -> f64| {
        let mut values: Vec<f64> = moments.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        order::median(&values).unwrap_or(0.0)
    };
    (of(|moment| moment.after), of(|moment| moment.time))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times of `time(crowd)` beside crowds of 0.3 to 1.1, and without any in the part `alone` of all, with a scatter of 0.2 %.
    fn moments(alone: f64, time: impl Fn(f64) -> f64) -> Vec<Moment> {
        let moment = |i: u32| {
            let crowd = 0.3 + 0.8 * f64::from(i * 7 % 20) / 19.0;
            let crowd = if f64::from(i) < 60.0 * alone {
                0.0
            } else {
                crowd
            };
            Moment {
                before: crowd,
                after: crowd,
                time: time(crowd) * (1.0 + 0.002 * f64::from(i * 5 % 11) / 11.0),
            }
        };
        (0..60).map(moment).collect()
    }

    #[test]
    fn a_chain_of_dependent_operations_is_seen_not_to_follow_once_it_was_seen_alone() {
        assert_eq!(follows(&moments(0.0, |_| 1_000.0)), Follows::ALL);
        let Follows(share) = follows(&moments(0.5, |_| 1_000.0));
        assert!((0.0..0.02).contains(&share), "{share}");
    }

    #[test]
    fn what_follows_half_way_is_known_to() {
        let half = |crowd: f64| 1_000.0 * (1.0 + 0.5 * most_added(crowd));
        let Follows(share) = follows(&moments(0.5, half));
        assert!((0.5..0.62).contains(&share), "{share}");
    }

    #[test]
    fn every_row_of_the_table_is_explained() {
        let rows = [
            [1.0, 1.0, 1.0],
            [1.0, 1.05, 1.0],
            [1.15, 1.2, 1.25],
            [1.15, 1.25, 1.25],
            [1.4, 1.45, 1.5],
            [1.3, 1.55, 1.45],
            [1.4, 1.7, 2.05],
            [2.1, 2.5, 2.45],
        ];
        for row in rows {
            // Straight from crowd to crowd.
            let time = |crowd: f64| {
                let [few, some, many] = row;
                if crowd < 0.4 {
                    1.0 + (few - 1.0) * crowd / 0.4
                } else if crowd < 0.7 {
                    few + (some - few) * (crowd - 0.4) / 0.3
                } else {
                    some + (many - some) * (crowd - 0.7) / 0.35
                }
            };
            for follows in [follows(&moments(0.4, time)), Follows::ALL] {
                for crowd in [0.4, 0.7, 1.05] {
                    let (most, taken) = (1.0 + follows.added(crowd), time(crowd));
                    // Some rows are not quite straight either.
                    assert!(most >= taken - 0.03, "{row:?} at {crowd}: {follows:?}");
                }
            }
        }
    }

    #[test]
    fn a_steady_crowd_or_few_batches_excuse_all_that_a_crowd_can_do() {
        let steady = Moment {
            before: 0.5,
            after: 0.5,
            time: 1_000.0,
        };
        assert_eq!(follows(&[steady; 40]), Follows::ALL);
        assert_eq!(follows(&moments(0.5, |_| 1_000.0)[..8]), Follows::ALL);
        assert!(Follows::ALL.added(0.02) < 0.1);
    }

    #[test]
    fn readings_that_were_interrupted_do_not_make_a_function_indifferent_to_a_steady_crowd() {
        let interrupted = |i: u32| 0.05 + if i.is_multiple_of(4) { 0.4 } else { 0.0 };
        let moment = |i: u32| Moment {
            before: interrupted(i),
            after: interrupted(i + 1),
            time: 1_300.0,
        };
        assert_eq!(
            follows(&(0..40).map(moment).collect::<Vec<_>>()),
            Follows::ALL
        );
    }
}
