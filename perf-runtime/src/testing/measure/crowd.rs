//! How far a function follows the crowd on its core: what of an excess another program on the same core explains.
//!
//! A hypervisor may run another program on the same core at the same time, which slows code that keeps many units busy
//! and leaves chains of dependent operations alone. Neither clocks nor the spin see it; the wide reference does.

use crate::stats::order;

/// Fewer batches say nothing of how two quantities go together.
const FEWEST: usize = 12;
/// The crowd must have differed by this much between the calm and the rough third, to show whether the function follows.
const VARIED: f64 = 0.08;
/// What a third's middle may be off, as a part of the function's time.
const UNSURE: f64 = 0.01;
/// A crowd up to here is nobody.
const NOBODY: f64 = 0.04;
/// What code may lose to a neighbour as soon as there is one, however little that does: half of the window in which a core
/// looks ahead. Polynomials side by side lost 13 to 17 %.
const AT_ONCE: f64 = 0.2;

/// How a function goes with the crowd on its core.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Follows {
    /// The most that a crowd adds to the function's time, as a part of what it may add to any code.
    pub(super) share: f64,
    /// What it may have added all the time, and no comparison of moments can show.
    at_once: f64,
}

impl Follows {
    /// There was no crowd.
    pub(super) const NOTHING: Self = Self {
        share: 0.0,
        at_once: 0.0,
    };

    /// Nobody knows how far.
    pub(super) const ALL: Self = Self {
        share: 1.0,
        at_once: 0.0,
    };

    /// The most that a crowd has added, as a part of the function's time.
    pub(super) fn added(self, crowd: f64) -> f64 {
        (self.share * crowd).max(self.at_once.min(crowd))
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
    let share = follows_forward(moments.to_vec()).max(follows_forward(reversed.collect()));
    let mut crowds: Vec<f64> = moments.iter().map(|moment| moment.after).collect();
    crowds.sort_by(f64::total_cmp);
    // Where even the calm moments were crowded, all have what a neighbour costs at once.
    let never_alone = crowds[crowds.len() / 6] > NOBODY;
    Follows {
        share,
        at_once: if never_alone { AT_ONCE } else { 0.0 },
    }
}

/// The reading before the batch tells calm moments from rough ones, the one after it how much rougher those are: an interrupt
/// that lengthened one of them would make the rough seem rougher than what the function met, and the function indifferent.
fn follows_forward(mut sorted: Vec<Moment>) -> f64 {
    sorted.sort_by(|a, b| a.before.total_cmp(&b.before));
    let third = sorted.len() / 3;
    let (calm, rough) = (&sorted[..third], &sorted[sorted.len() - third..]);
    let (calm_crowd, calm_time) = middle(calm);
    let (rough_crowd, rough_time) = middle(rough);
    if rough_crowd - calm_crowd < VARIED {
        return 1.0;
    }
    // Time is `alone · (1 + follows · crowd)` in both thirds.
    let grown = rough_time / calm_time + UNSURE;
    let follows = (grown - 1.0) / (rough_crowd - grown * calm_crowd).max(f64::MIN_POSITIVE);
    follows.clamp(0.0, 1.0)
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

    /// Times of `time(crowd)` beside crowds of 10 to 50 %, with a scatter of 0.2 %.
    fn moments(time: impl Fn(f64) -> f64) -> Vec<Moment> {
        let moment = |i: u32| {
            let crowd = 0.1 + 0.4 * f64::from(i * 7 % 20) / 19.0;
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
        let Follows { share, at_once } = follows(&moments(|_| 1_000.0));
        assert!((0.0..0.06).contains(&share), "{share}");
        // But nobody saw it without a neighbour.
        assert_eq!(at_once, AT_ONCE);
    }

    #[test]
    fn what_follows_half_way_is_known_to() {
        let follows = follows(&moments(|crowd| 1_000.0 * (1.0 + 0.5 * crowd)));
        assert!((0.5..0.6).contains(&follows.share), "{follows:?}");
        assert!(follows.added(0.6) > 0.3 && follows.added(0.1) == 0.1);
    }

    #[test]
    fn a_steady_crowd_or_few_batches_excuse_all_that_a_crowd_can_do() {
        let steady = Moment {
            before: 0.3,
            after: 0.3,
            time: 1_000.0,
        };
        assert_eq!(follows(&[steady; 40]).share, 1.0);
        assert_eq!(follows(&moments(|_| 1_000.0)[..8]), Follows::ALL);
    }

    #[test]
    fn readings_that_were_interrupted_do_not_make_a_function_indifferent_to_a_steady_crowd() {
        let interrupted = |i: u32| 0.3 + if i.is_multiple_of(4) { 0.2 } else { 0.0 };
        let moment = |i: u32| Moment {
            before: interrupted(i),
            after: interrupted(i + 1),
            time: 1_300.0,
        };
        assert_eq!(follows(&(0..40).map(moment).collect::<Vec<_>>()).share, 1.0);
    }
}
