//! Quantiles of a recorded distribution, with intervals that account for its buckets.

use super::{Estimate, order};
use crate::record::Distribution;

/// Farthest that a bucket's representative value lies from a sample of the bucket, as a share of the value.
///
/// Histogram buckets are 1/128 of their value wide; an end of an interval moves outward by half of that, so that
/// rounding never decides a verdict.
const BUCKET_HALF_WIDTH: f64 = 1.0 / 256.0;

/// A quantile whose interval may lack an end for want of samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// The quantile is above this but for half of alpha; absent with too few samples.
    pub low: Option<f64>,
    /// The sample quantile.
    pub value: f64,
    /// The quantile is below this but for half of alpha; absent with too few samples.
    pub high: Option<f64>,
}

impl Quantile {
    /// The interval, open ends filled in by the extreme samples of `distribution`.
    #[must_use]
    pub fn within(&self, distribution: &Distribution) -> Estimate {
        Estimate {
            low: self.low.unwrap_or(distribution.min),
            value: self.value,
            high: self.high.unwrap_or(distribution.max),
        }
    }
}

/// The `p`-quantile of the samples with its interval; `None` without samples.
#[must_use]
pub fn quantile(distribution: &Distribution, p: f64, alpha: f64) -> Option<Quantile> {
    let n = distribution.count();
    let at = |rank| distribution.at_rank(rank);
    let low = order::lower_rank(n, p, alpha).and_then(at);
    let high = order::upper_rank(n, p, alpha).and_then(at);
    Some(Quantile {
        low: low.map(|v| (v * (1.0 - BUCKET_HALF_WIDTH)).max(distribution.min)),
        value: sample_quantile(distribution, p)?,
        high: high.map(|v| (v * (1.0 + BUCKET_HALF_WIDTH)).min(distribution.max)),
    })
}

/// The `p`-quantile of the samples alone; `None` without samples.
///
/// The mean of the two middle samples for the median of an even number, the sample below which `p` lie otherwise.
#[must_use]
pub fn sample_quantile(distribution: &Distribution, p: f64) -> Option<f64> {
    let last = distribution.count().checked_sub(1)?;
    if p == 0.5 {
        let low = distribution.at_rank(last / 2)?;
        let high = distribution.at_rank(last.div_ceil(2))?;
        return Some(f64::midpoint(low, high));
    }
    let rank = (p * (last + 1) as f64).ceil() as u64;
    distribution.at_rank(rank.saturating_sub(1).min(last))
}

/// The share of samples at or below `limit`.
#[must_use]
pub fn share_at_most(distribution: &Distribution, limit: f64) -> f64 {
    let below = distribution.buckets.iter().filter(|b| b.value <= limit);
    let below: u64 = below.map(|b| b.count).sum();
    match distribution.count() {
        0 => 0.0,
        n => below as f64 / n as f64,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::Bucket;

    fn of(values: &[f64]) -> Distribution {
        values.iter().copied().collect()
    }

    #[test]
    fn few_samples_have_a_value_and_no_ends() {
        assert_eq!(quantile(&of(&[]), 0.5, 0.0005), None);
        let one = quantile(&of(&[7.0]), 0.5, 0.0005).unwrap();
        assert_eq!((one.low, one.value, one.high), (None, 7.0, None));
        assert_eq!(quantile(&of(&[1.0, 2.0]), 0.5, 0.0005).unwrap().value, 1.5);
    }

    #[test]
    fn a_tail_has_its_lower_end_long_before_its_upper() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        let tail = quantile(&of(&values), 0.95, 0.0005).unwrap();
        assert_eq!(tail.value, 95.0);
        assert!(tail.low.is_some() && tail.high.is_none());
    }

    #[test]
    fn ends_move_outward_by_half_a_bucket() {
        let distribution = Distribution {
            buckets: vec![Bucket {
                value: 100.0,
                count: 20,
            }],
            min: 99.7,
            max: 102.0,
            sum: 2000.0,
        };
        let median = quantile(&distribution, 0.5, 0.0005).unwrap();
        assert_eq!(median.low, Some(99.7));
        assert_eq!(median.high, Some(100.0 * (1.0 + BUCKET_HALF_WIDTH)));
    }

    #[test]
    fn shares_count_samples() {
        assert_eq!(share_at_most(&of(&[1.0, 2.0, 3.0, 4.0]), 3.0), 0.75);
        assert_eq!(share_at_most(&of(&[]), 3.0), 0.0);
    }

    proptest! {
        #[test]
        fn intervals_hold_their_value(values in prop::collection::vec(1.0_f64..1e12, 1..400), p in 0.05_f64..0.99) {
            let distribution = of(&values);
            let q = quantile(&distribution, p, 0.0005).unwrap();
            prop_assert!(q.low.is_none_or(|low| low <= q.value && low >= distribution.min));
            prop_assert!(q.high.is_none_or(|high| high >= q.value && high <= distribution.max));
        }
    }
}
