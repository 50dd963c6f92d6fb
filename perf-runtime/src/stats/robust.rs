//! Centre, spread and slope that a few wild samples do not move.

use super::estimate::Estimate;
use super::order::median;

/// The median absolute deviation of normal samples times this is their standard deviation.
const MAD_TO_SIGMA: f64 = 1.4826;

/// Two-sided 95 % of the normal distribution.
const Z_95: f64 = 1.96;

/// Centre and spread of samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The median.
    pub centre: f64,
    /// The median absolute deviation, scaled so that it is the standard deviation of normal samples.
    pub spread: f64,
}

/// Centre and spread of the samples; `None` without samples.
#[must_use]
pub fn level(samples: &[f64]) -> Option<Level> {
    let centre = sorted_median(samples.to_vec())?;
    let deviations = samples.iter().map(|sample| (sample - centre).abs());
    let spread = sorted_median(deviations.collect())? * MAD_TO_SIGMA;
    Some(Level { centre, spread })
}

fn sorted_median(mut samples: Vec<f64>) -> Option<f64> {
    samples.sort_by(f64::total_cmp);
    median(&samples)
}

/// The Theil–Sen slope of `(x, y)` points with its 95 % interval: the median of the slopes of all pairs (P. K. Sen,
/// *Estimates of the regression coefficient based on Kendall's tau*, 1968). `None` with fewer than two distinct `x`.
///
/// Costs the square of the number of points; a few hundred are plenty.
#[must_use]
pub fn slope(points: &[(f64, f64)]) -> Option<Estimate> {
    let mut slopes = Vec::with_capacity(points.len() * points.len().saturating_sub(1) / 2);
    for (i, (x, y)) in points.iter().enumerate() {
        for (later_x, later_y) in &points[i + 1..] {
            let run = later_x - x;
            if run != 0.0 {
                slopes.push((later_y - y) / run);
            }
        }
    }
    slopes.sort_by(f64::total_cmp);
    let value = median(&slopes)?;
    let n = points.len() as f64;
    let kendall = (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
    let pairs = slopes.len() as f64;
    let half = Z_95 * kendall;
    let last = slopes.len() - 1;
    // Few points reach beyond the extreme slopes: then those are all that is known.
    let rank = |rank: f64| (rank.max(0.0) as usize).min(last);
    Some(Estimate {
        low: slopes[rank(((pairs - half) / 2.0).floor() - 1.0)],
        value,
        high: slopes[rank(((pairs + half) / 2.0).ceil())],
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wild_samples_move_neither_centre_nor_spread_nor_slope() {
        let mut samples: Vec<f64> = (0..41).map(f64::from).collect();
        let calm = level(&samples).unwrap();
        samples[40] = 1e9;
        assert_eq!(level(&samples).unwrap().centre, calm.centre);
        assert_eq!(level(&samples).unwrap().spread, calm.spread);
        let points: Vec<(f64, f64)> = samples
            .iter()
            .enumerate()
            .map(|(x, y)| (x as f64, *y))
            .collect();
        let slope = slope(&points).unwrap();
        assert_eq!(slope.value, 1.0);
    }

    #[test]
    fn without_two_places_there_is_no_slope() {
        assert_eq!(slope(&[]), None);
        assert_eq!(slope(&[(1.0, 2.0)]), None);
        assert_eq!(slope(&[(1.0, 2.0), (1.0, 3.0)]), None);
        assert_eq!(level(&[]), None);
        assert_eq!(slope(&[(1.0, 2.0), (2.0, 4.0)]), Some(Estimate::exact(2.0)));
    }

    /// Normal noise from a fixed seed.
    fn noise(state: &mut u64) -> f64 {
        (0..12)
            .map(|_| super::super::change::uniform(state))
            .sum::<f64>()
            - 6.0
    }

    #[test]
    fn the_interval_holds_the_true_slope_about_as_often_as_it_says() {
        let mut state = 7;
        let mut held = 0;
        let rounds = 400;
        for _ in 0..rounds {
            let points: Vec<(f64, f64)> = (0..30)
                .map(|x| (f64::from(x), 0.1 * f64::from(x) + noise(&mut state)))
                .collect();
            let slope = slope(&points).unwrap();
            held += u32::from(slope.low <= 0.1 && 0.1 <= slope.high);
        }
        assert!(
            (360..=399).contains(&held),
            "{held} of {rounds} intervals hold the slope"
        );
    }

    proptest! {
        #[test]
        fn the_interval_holds_its_value(ys in prop::collection::vec(-1e6_f64..1e6, 2..60)) {
            let points: Vec<(f64, f64)> = ys.iter().enumerate().map(|(x, y)| (x as f64, *y)).collect();
            let slope = slope(&points).unwrap();
            prop_assert!(slope.low <= slope.value && slope.value <= slope.high);
        }
    }
}
