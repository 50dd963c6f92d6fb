//! What of an excess another program on the same core explains, and how far a function follows such a crowd.
//!
//! A hypervisor may run another program on the same core at the same time, which slows code that keeps many units busy
//! and leaves chains of dependent operations alone. Neither clocks nor the spin see it; the wide reference does, and the *crowd*
//! is how much longer that takes than alone, as a part.
//!
//! Measured beside strangers, at crowds of 0.4 and 1.05 (Intel, 2.1 GHz, 2026-11-29), code took so many times as long:
//!
//! | code | 0.4 | 1.05 |
//! | --- | --- | --- |
//! | a hash of bytes, each step of the one before | 1.0 | 1.0 |
//! | a sum of squares of floats | 1.1 | 1.2 |
//! | a sum of integers, vectorised | 1.3 | 1.4 |
//! | sorting | 1.3 | 1.6 |
//! | four generators of random numbers side by side | 1.4 | 1.7 |
//! | a straight run of additions of constants | 1.4 | 2.0 |
//! | four sums of integers side by side | 1.8 | 2.5 |
//!
//! So a neighbour costs something as soon as there is one, however little it does, and more with all that it does.

use crate::stats::order;

/// Fewer batches say nothing of how two quantities go together.
const FEWEST: usize = 12;
/// The crowd must have differed by this much between the calm and the rough third, to show whether the function follows.
const VARIED: f64 = 0.15;
/// What a third's middle may be off, as a part of the function's time.
const UNSURE: f64 = 0.01;
/// A crowd up to here is nobody.
const NOBODY: f64 = 0.07;
/// What code may lose to a neighbour as soon as there is one, as a part of its time: of the table's rows the most that is left
/// when the crowd is drawn on to 0.
const AT_ONCE: f64 = 0.4;
/// The crowd from which on all of that may be lost; less is a neighbour that was there for a part of the batch.
const AT_ONCE_FROM: f64 = 0.2;
/// What code may lose beyond that, as a part of the crowd: the steepest row.
const STEEPEST: f64 = 1.15;

/// How a function goes with the crowd on its core.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Follows {
    /// What a crowd adds to the function's time, as a part of the crowd, at most.
    slope: f64,
    /// What any crowd adds, at most.
    at_once: f64,
}

impl Follows {
    /// There was no crowd.
    pub(super) const NOTHING: Self = Self {
        slope: 0.0,
        at_once: 0.0,
    };

    /// Nobody knows how far.
    pub(super) const ALL: Self = Self {
        slope: STEEPEST,
        at_once: AT_ONCE,
    };

    /// The most that a crowd has added, as a part of the function's time.
    pub(super) fn added(self, crowd: f64) -> f64 {
        self.slope * crowd + self.at_once * (crowd / AT_ONCE_FROM).min(1.0)
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
    let forward = follows_forward(moments.to_vec());
    let backward = follows_forward(reversed.collect());
    Follows {
        slope: forward.slope.max(backward.slope),
        at_once: forward.at_once.max(backward.at_once),
    }
}

/// The reading before the batch tells calm moments from rough ones, the one after it how much rougher those are: an interrupt
/// that lengthened one of them would make the rough seem rougher than what the function met, and the function indifferent.
fn follows_forward(mut sorted: Vec<Moment>) -> Follows {
    sorted.sort_by(|a, b| a.before.total_cmp(&b.before));
    let third = sorted.len() / 3;
    let (calm, rough) = (&sorted[..third], &sorted[sorted.len() - third..]);
    let (calm_crowd, calm_time) = middle(calm);
    let (rough_crowd, rough_time) = middle(rough);
    if rough_crowd - calm_crowd < VARIED {
        return Follows::ALL;
    }
    let grown = rough_time / calm_time + UNSURE;
    // Where even the calm moments were crowded, all have what a neighbour costs at once, and no comparison shows it.
    let at_once = if calm_crowd > NOBODY {
        AT_ONCE
    } else {
        (grown - 1.0).clamp(0.0, AT_ONCE)
    };
    // Time is `alone · (1 + at once + slope · crowd)` in both thirds.
    let slope =
        (1.0 + at_once) * (grown - 1.0) / (rough_crowd - grown * calm_crowd).max(f64::MIN_POSITIVE);
    Follows {
        slope: slope.clamp(0.0, STEEPEST),
        at_once,
    }
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

    /// Times of `time(crowd)` beside crowds of 0.3 to 1.1, with a scatter of 0.2 %.
    fn moments(time: impl Fn(f64) -> f64) -> Vec<Moment> {
        let moment = |i: u32| {
            let crowd = 0.3 + 0.8 * f64::from(i * 7 % 20) / 19.0;
            Moment {
                before: crowd,
                after: crowd,
                time: time(crowd) * (1.0 + 0.002 * f64::from(i * 5 % 11) / 11.0),
            }
        };
        (0..40).map(moment).collect()
    }

    #[test]
    fn a_chain_of_dependent_operations_does_not_follow() {
        let Follows { slope, at_once } = follows(&moments(|_| 1_000.0));
        assert!((0.0..0.06).contains(&slope), "{slope}");
        // But nobody saw it without a neighbour.
        assert_eq!(at_once, AT_ONCE);
        let mut partly = moments(|_| 1_000.0);
        for moment in partly.iter_mut().filter(|moment| moment.before < 0.6) {
            (moment.before, moment.after) = (0.0, 0.0);
        }
        let Follows { slope, at_once } = follows(&partly);
        assert!(slope < 0.03 && at_once < 0.02, "{slope}, {at_once}");
    }

    #[test]
    fn every_row_of_the_table_is_explained_and_half_as_much_again_of_the_flat_ones_is_not() {
        let rows = [
            (1.0, 1.0),
            (1.1, 1.2),
            (1.3, 1.4),
            (1.3, 1.6),
            (1.4, 1.7),
            (1.4, 2.0),
            (1.8, 2.5),
        ];
        for (few, many) in rows {
            let time = |crowd: f64| few + (many - few) * (crowd - 0.4) / 0.65;
            for follows in [follows(&moments(time)), Follows::ALL] {
                for crowd in [0.4, 0.7, 1.05] {
                    let (added, true_one) = (follows.added(crowd), time(crowd) - 1.0);
                    assert!(
                        added >= true_one - 0.01,
                        "{few} {many} at {crowd}: {follows:?}"
                    );
                }
            }
            let (added, slow) = (follows(&moments(time)).added(0.7), 1.5 * time(0.7) - 1.0);
            assert!(added < slow || few > 1.3, "{few} {many}: {added} of {slow}");
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
        assert_eq!(follows(&moments(|_| 1_000.0)[..8]), Follows::ALL);
        assert!(Follows::ALL.added(0.02) < 0.1);
    }

    #[test]
    fn readings_that_were_interrupted_do_not_make_a_function_indifferent_to_a_steady_crowd() {
        let interrupted = |i: u32| 0.5 + if i.is_multiple_of(4) { 0.4 } else { 0.0 };
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
