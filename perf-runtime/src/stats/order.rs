//! Confidence intervals of a quantile from order statistics: no assumption on the shape of the distribution.
//!
//! With `n` independent samples the number of them below the `p`-quantile is binomial, so the sample of rank `l` from
//! below is under the quantile unless fewer than `l` samples are (H. A. David, H. N. Nagaraja, *Order Statistics*,
//! 3rd ed., section 7.1; G. J. Hahn, W. Q. Meeker, *Statistical Intervals*, section 5.2). Each end spends half of `alpha`.

use super::binomial;
use super::estimate::Estimate;

/// What all looks together may spend: one wrong decision in a thousand.
const TOTAL_ALPHA: f64 = 0.001;

/// Up to here ranks are exact; beyond, the normal expansion is less than a rank off and is rounded outward.
const EXACT_UP_TO: u64 = 1 << 20;

/// The error probability that the `look`-th look (from 1) may spend: `0.001 / (j (j + 1))`, which sums to 0.001.
///
/// # Panics
///
/// When `look` is 0.
#[must_use]
pub fn alpha_at_look(look: u32) -> f64 {
    assert!(look > 0, "looks are counted from 1");
    let j = f64::from(look);
    TOTAL_ALPHA / (j * (j + 1.0))
}

/// The ranks, from 0 in ascending order, of the samples that enclose the `p`-quantile with probability `1 − alpha` at
/// least; `None` when `n` samples are too few for one of the ends.
#[must_use]
pub fn ranks(n: u64, p: f64, alpha: f64) -> Option<(u64, u64)> {
    Some((lower_rank(n, p, alpha)?, upper_rank(n, p, alpha)?))
}

/// The highest rank, from 0, whose sample is above the `p`-quantile with probability `alpha / 2` at most.
#[must_use]
pub fn lower_rank(n: u64, p: f64, alpha: f64) -> Option<u64> {
    if !valid(p, alpha) || n < needed_below(p, alpha) {
        return None;
    }
    let rank = if n <= EXACT_UP_TO {
        exact_lower(n, p, alpha / 2.0)
    } else {
        expanded_lower(n, p, alpha / 2.0).floor() as u64
    };
    Some(rank)
}

/// The lowest rank, from 0, whose sample is below the `p`-quantile with probability `alpha / 2` at most.
#[must_use]
pub fn upper_rank(n: u64, p: f64, alpha: f64) -> Option<u64> {
    // Seen from above, the `p`-quantile is the `1 − p`-quantile.
    lower_rank(n, 1.0 - p, alpha).map(|rank| n - 1 - rank)
}

/// How many samples [`ranks`] needs for a two-sided interval of the `p`-quantile.
///
/// 12 for the median at the first look, 162 for the 95th percentile, 826 for the 99th.
#[must_use]
pub fn samples_needed(p: f64, alpha: f64) -> u64 {
    needed_below(p, alpha).max(needed_below(1.0 - p, alpha))
}

/// About how many samples put a value off the interval of the `p`-quantile, when `share` of all samples are at or below
/// it; infinite when that share is `p` itself.
#[must_use]
pub fn samples_to_separate(p: f64, share: f64, alpha: f64) -> f64 {
    let z = normal_quantile(alpha / 2.0);
    let distance = share - p;
    (z * z * p * (1.0 - p) / (distance * distance)).ceil()
}

/// Samples until the smallest of them is below the `p`-quantile but for a probability of `alpha / 2`.
fn needed_below(p: f64, alpha: f64) -> u64 {
    /// Keeps a quotient that is a whole number from being rounded up by its last digit.
    const ROUNDING: f64 = 1e-9;
    (((alpha / 2.0).ln() / (-p).ln_1p()) - ROUNDING).ceil() as u64
}

/// The median of ascending samples and its interval; `None` when they are too few.
#[must_use]
pub fn median_interval(sorted: &[f64], alpha: f64) -> Option<Estimate> {
    let (low, high) = ranks(sorted.len() as u64, 0.5, alpha)?;
    Some(Estimate {
        low: sorted[low as usize],
        value: median(sorted)?,
        high: sorted[high as usize],
    })
}

/// The median of ascending samples; `None` without samples.
#[must_use]
pub fn median(sorted: &[f64]) -> Option<f64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(sorted[sorted.len() / 2 - 1], upper))
}

/// How far the lowest tenth of ascending samples is below their median, as a part of the median; `None` without samples.
///
/// Disturbances only ever slow, so that the lower half shows the scatter of what is measured, and the upper half that of
/// the disturbances.
#[must_use]
pub fn lower_spread(sorted: &[f64]) -> Option<f64> {
    let median = median(sorted)?;
    let low = sorted[sorted.len() / 10];
    (median > 0.0).then(|| 1.0 - low / median)
}

fn valid(p: f64, alpha: f64) -> bool {
    p > 0.0 && p < 1.0 && alpha > 0.0 && alpha < 1.0
}

/// The largest `l` with `P(B <= l) <= tail`; the caller knows that 0 is one.
fn exact_lower(n: u64, p: f64, tail: f64) -> u64 {
    let mut rank = expanded_lower(n, p, tail)
        .floor()
        .clamp(0.0, (n - 1) as f64) as u64;
    let mut below = binomial::at_most(rank, n, p);
    while below > tail && rank > 0 {
        below -= binomial::mass(rank, n, p);
        rank -= 1;
    }
    loop {
        below += binomial::mass(rank + 1, n, p);
        if below > tail || rank + 1 >= n {
            return rank;
        }
        rank += 1;
    }
}

/// The `tail`-quantile of the binomial distribution by the Cornish–Fisher expansion, less one for its remainder.
fn expanded_lower(n: u64, p: f64, tail: f64) -> f64 {
    let trials = n as f64;
    let z = normal_quantile(tail);
    let deviation = (trials * p * (1.0 - p)).sqrt();
    let skew = (1.0 - 2.0 * p) * (z * z - 1.0) / 6.0;
    (trials * p + z * deviation + skew - 1.0).max(0.0)
}

/// The standard normal quantile for `0 < tail < 0.5`, to 4.5 parts in 10 000 (Abramowitz & Stegun, 26.2.23), rounded
/// away from 0 by that much.
fn normal_quantile(tail: f64) -> f64 {
    const ERROR: f64 = 4.5e-4;
    let t = (-2.0 * tail.min(0.5).ln()).sqrt();
    let top = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let bottom = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    -(t - top / bottom + ERROR)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `P(B <= k)` by multiplying coefficients out: independent of the code under test, while `(1 − p)ⁿ` does not underflow.
    fn plain_at_most(k: u64, n: u64, p: f64) -> f64 {
        let mut term = (1.0 - p).powi(n as i32);
        let mut sum = term;
        for i in 0..k {
            term *= (n - i) as f64 / (i + 1) as f64 * p / (1.0 - p);
            sum += term;
        }
        sum
    }

    #[test]
    fn twelve_samples_make_the_first_interval_of_a_median() {
        let alpha = alpha_at_look(1);
        assert_eq!(samples_needed(0.5, alpha), 12);
        assert_eq!(ranks(11, 0.5, alpha), None);
        assert_eq!(ranks(12, 0.5, alpha), Some((0, 11)));
        assert_eq!(samples_needed(0.95, alpha), 162);
        assert_eq!(samples_needed(0.99, alpha), 826);
    }

    #[test]
    fn the_ranks_of_common_tables_are_met() {
        // Hahn & Meeker: a 95 % interval of the median of 20 samples is [x(6), x(15)], of 100 samples [x(40), x(61)].
        assert_eq!(ranks(20, 0.5, 0.05), Some((5, 14)));
        assert_eq!(ranks(100, 0.5, 0.05), Some((39, 60)));
    }

    #[test]
    fn all_looks_together_spend_a_thousandth() {
        let spent: f64 = (1..10_000).map(alpha_at_look).sum();
        assert!(spent < 0.001 && spent > 0.000_99, "{spent}");
    }

    #[test]
    fn huge_samples_keep_alpha_and_lose_few_ranks() {
        let alpha = 0.0005;
        for bits in [19, 20, 21, 30, 40] {
            let n = 1_u64 << bits;
            for p in [0.5, 0.95, 0.99] {
                // The normal quantile is rounded up by 4.5e-4 deviations, the expansion by one rank.
                let deviation = (n as f64 * p * (1.0 - p)).sqrt();
                let lost = 3 + (1e-3 * deviation) as u64;
                let (low, high) = ranks(n, p, alpha).unwrap();
                for (rank, p) in [(low, p), (n - 1 - high, 1.0 - p)] {
                    assert!(binomial::at_most(rank, n, p) <= alpha / 2.0, "2^{bits} {p}");
                    assert!(
                        binomial::at_most(rank + lost, n, p) > alpha / 2.0,
                        "2^{bits} {p}"
                    );
                }
            }
        }
    }

    #[test]
    fn nonsense_has_no_ranks() {
        for (p, alpha) in [
            (0.0, 0.1),
            (1.0, 0.1),
            (f64::NAN, 0.1),
            (0.5, 0.0),
            (0.5, 1.0),
            (0.5, f64::NAN),
        ] {
            assert_eq!(ranks(1000, p, alpha), None);
        }
        assert_eq!(ranks(0, 0.5, 0.1), None);
        assert_eq!(median_interval(&[], 0.1), None);
    }

    #[test]
    fn separation_takes_more_samples_the_nearer_the_value() {
        // With 75 of 100 samples below it, a value leaves the interval once z sqrt(n) / 2 is under n / 4.
        assert_eq!(samples_to_separate(0.5, 0.75, 0.0005), 49.0);
        let (low, high) = ranks(49, 0.5, 0.0005).unwrap();
        assert!(high as f64 / 49.0 <= 0.76 && low as f64 / 49.0 >= 0.24);
        assert!(samples_to_separate(0.5, 0.55, 0.0005) > 1000.0);
        assert_eq!(samples_to_separate(0.5, 0.5, 0.0005), f64::INFINITY);
    }

    #[test]
    fn medians_are_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[1.0, 2.0]), Some(1.5));
        assert_eq!(median(&[1.0, 2.0, 7.0]), Some(2.0));
    }

    #[test]
    fn the_lower_spread_does_not_see_slow_samples() {
        let samples: Vec<f64> = (0..20).map(|i| 100.0 + f64::from(i)).collect();
        let spread = lower_spread(&samples).unwrap();
        assert!((spread - (1.0 - 102.0 / 109.5)).abs() < 1e-12);
        let mut disturbed = samples.clone();
        disturbed[19] = 1e6;
        assert_eq!(lower_spread(&disturbed), Some(spread));
        assert_eq!(lower_spread(&[]), None);
    }

    proptest! {
        #[test]
        fn ranks_are_the_tightest_that_keep_alpha(n in 1_u64..180, p in 0.02_f64..0.98, alpha in 0.0001_f64..0.5) {
            let tail = alpha / 2.0;
            // Ties at the last digit are nobody's fault.
            let slack = 1e-9;
            match lower_rank(n, p, alpha) {
                None => prop_assert!(plain_at_most(0, n, p) > tail * (1.0 - slack)),
                Some(rank) => {
                    prop_assert!(plain_at_most(rank, n, p) <= tail * (1.0 + slack));
                    prop_assert!(plain_at_most(rank + 1, n, p) > tail * (1.0 - slack));
                }
            }
        }

        #[test]
        fn intervals_enclose_the_sample_quantile(n in 1_u64..(1 << 41), p in 0.01_f64..0.99) {
            if let Some((low, high)) = ranks(n, p, 0.0005) {
                prop_assert!(low < high && high < n);
                prop_assert!((low as f64) < n as f64 * p && n as f64 * p < (high + 1) as f64);
            }
        }

        #[test]
        fn more_samples_never_widen_the_interval_in_quantiles(n in 12_u64..100_000) {
            let width = |n: u64| ranks(n, 0.5, 0.0005).map(|(l, h)| (h - l) as f64 / n as f64).unwrap();
            prop_assert!(width(4 * n) < width(n));
        }
    }
}
