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

/// How far times follow the crowd in the same moments, `(crowd, time)` in any unit of time: the most that a crowd may add
/// to the function's time, as a part of what it adds to the wide reference.
///
/// 1 when the pairs cannot tell: nobody does more at once than the wide reference.
pub(super) fn follows(pairs: &[(f64, f64)]) -> f64 {
    if pairs.len() < FEWEST {
        return 1.0;
    }
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
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

/// The middle crowd and the middle time.
fn middle(pairs: &[(f64, f64)]) -> (f64, f64) {
    let of = |pick: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = pairs.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        order::median(&values).unwrap_or(0.0)
    };
    (of(|pair| pair.0), of(|pair| pair.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times of `time(crowd)` beside crowds of 10 to 50 %, with a scatter of 0.2 %.
    fn pairs(time: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        let pair = |i: u32| {
            let crowd = 0.1 + 0.4 * f64::from(i * 7 % 20) / 19.0;
            (
                crowd,
                time(crowd) * (1.0 + 0.002 * f64::from(i * 5 % 11) / 11.0),
            )
        };
        (0..40).map(pair).collect()
    }

    #[test]
    fn a_chain_of_dependent_operations_does_not_follow() {
        let follows = follows(&pairs(|_| 1_000.0));
        assert!((0.0..0.06).contains(&follows), "{follows}");
    }

    #[test]
    fn what_follows_half_way_is_known_to() {
        let follows = follows(&pairs(|crowd| 1_000.0 * (1.0 + 0.5 * crowd)));
        assert!((0.5..0.6).contains(&follows), "{follows}");
    }

    #[test]
    fn a_steady_crowd_or_few_batches_excuse_all_that_a_crowd_can_do() {
        assert_eq!(follows(&[(0.3, 1_000.0); 40]), 1.0);
        assert_eq!(follows(&pairs(|_| 1_000.0)[..8]), 1.0);
    }
}
