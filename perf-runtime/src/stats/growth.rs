//! How a cost grows with its input: the nearest of six models by the log-log slope on the larger sizes.
//!
//! The slope that a model has is computed on the same sizes as the data's: `n log n` has no slope of its own.

use serde::{Deserialize, Serialize};

pub use crate::unit::Model;

/// What one size costs: a row of the table that a verdict on growth rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The size.
    pub size: f64,
    /// The smallest judged time of a call, in nanoseconds.
    pub time_ns: f64,
    /// The smallest CPU time of a call, in nanoseconds.
    pub cpu_ns: f64,
    /// User instructions of a call; absent where they cannot be counted.
    pub instructions: Option<f64>,
    /// How far the two best rounds differ, as a part of the better one.
    pub spread: f64,
}

/// The growth of measured costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    /// The model whose slope is nearest.
    pub model: Model,
    /// The data's log-log slope on the sizes that were used.
    pub slope: f64,
    /// The slope of `model` on the same sizes.
    pub expected: f64,
    /// The sizes that were used, ascending.
    pub sizes: Vec<f64>,
    /// Half of the 95 % interval of `slope` by how far the costs are from a straight line; absent for two sizes, which
    /// always are on one.
    pub scatter: Option<f64>,
}

impl Growth {
    /// The slope that `model` has on the sizes that were used.
    #[must_use]
    pub fn slope_of(&self, model: Model) -> f64 {
        let costs: Vec<(f64, f64)> = self.sizes.iter().map(|&n| (n, model.cost(n))).collect();
        slope(&costs)
    }

    /// The model that is nearest to another slope on the same sizes.
    #[must_use]
    pub fn nearest(&self, slope: f64) -> Model {
        let distance = |model: &Model| (self.slope_of(*model) - slope).abs();
        let nearest = Model::ALL
            .into_iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)));
        nearest.unwrap_or(Model::Constant)
    }

    /// How the cost grows over all sizes, if it grows less and less steeply at the end of the sizes that were used: as a cost
    /// does that has passed a step, where data outgrew a cache. A set-up cost makes it grow more and more steeply instead.
    #[must_use]
    pub fn past_a_step(&self, points: &[(f64, f64)]) -> Option<Model> {
        let mut points = points.to_vec();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let [.., before, middle, last] = points[..] else {
            return None;
        };
        let flattens = slope(&[middle, last]) < slope(&[before, middle]);
        let whole = Self {
            sizes: points.iter().map(|point| point.0).collect(),
            ..self.clone()
        };
        flattens.then(|| whole.nearest(slope(&points)))
    }

    /// The standard error of `slope` when the cost of each size is known to a part of it.
    #[must_use]
    pub fn error(&self, spread: impl Fn(f64) -> f64) -> f64 {
        let mean = self.sizes.iter().map(|n| n.ln()).sum::<f64>() / self.sizes.len() as f64;
        let (mut sum, mut variance) = (0.0, 0.0);
        for &n in &self.sizes {
            let dx = n.ln() - mean;
            sum += (dx * spread(n)).powi(2);
            variance += dx * dx;
        }
        sum.sqrt() / variance
    }
}

/// Why a growth could not be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrowthError {
    /// Fewer than [`MIN_SIZES`] distinct sizes of at least 2.
    TooFewSizes {
        /// Sizes that could be used.
        found: usize,
    },
    /// A cost or size is zero, negative or not finite, so that it has no logarithm.
    NoLogarithm,
}

impl std::fmt::Display for GrowthError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooFewSizes { found } => write!(
                f,
                "growth needs {MIN_SIZES} distinct sizes of at least 2, and there are {found}"
            ),
            Self::NoLogarithm => f.write_str("a size or a cost is not a positive number"),
        }
    }
}

impl std::error::Error for GrowthError {}

/// Two sizes in the upper half make a slope, and nothing to check it by; four sizes in all are the least that is honest.
pub const MIN_SIZES: usize = 4;

/// Where the CPU's slope is steeper by more than this, counters are blind to the work (string copies, kernel time).
const BLIND_COUNTERS: f64 = 0.5;

/// The growth of `(size, cost)` points, one cost per size.
///
/// # Errors
///
/// When there are too few sizes, or a point has no logarithm.
pub fn growth(points: &[(f64, f64)]) -> Result<Growth, GrowthError> {
    let positive = |v: f64| v.is_finite() && v > 0.0;
    if !points
        .iter()
        .all(|&(n, cost)| positive(n) && positive(cost))
    {
        return Err(GrowthError::NoLogarithm);
    }
    // Below 2 the logarithm is not above zero, and the log-log slope of `log n` does not exist.
    let mut points: Vec<(f64, f64)> = points.iter().copied().filter(|p| p.0 >= 2.0).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sizes: Vec<f64> = points.iter().map(|p| p.0).collect();
    sizes.dedup();
    if sizes.len() < MIN_SIZES {
        return Err(GrowthError::TooFewSizes { found: sizes.len() });
    }
    sizes.drain(..sizes.len() / 2);
    points.retain(|p| p.0 >= sizes[0]);
    let mut found = Growth {
        model: Model::Constant,
        slope: slope(&points),
        expected: 0.0,
        sizes,
        scatter: scatter(&points),
    };
    found.model = found.nearest(found.slope);
    found.expected = found.slope_of(found.model);
    Ok(found)
}

/// Whether the CPU time grows so much faster than the instructions that these must be blind to the work.
#[must_use]
pub fn is_blind(instructions: &Growth, cpu: &Growth) -> bool {
    cpu.slope > instructions.slope + BLIND_COUNTERS
}

/// The least-squares slope of ln cost on ln size.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let mean_x = points.iter().map(|p| p.0.ln()).sum::<f64>() / n;
    let mean_y = points.iter().map(|p| p.1.ln()).sum::<f64>() / n;
    let mut covariance = 0.0;
    let mut variance = 0.0;
    for (x, y) in points {
        let dx = x.ln() - mean_x;
        covariance += dx * (y.ln() - mean_y);
        variance += dx * dx;
    }
    covariance / variance
}

/// 97.5th percentiles of Student's t for 1, 2, … degrees of freedom; more change little.
const STUDENT: [f64; 8] = [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31];

/// Half of the interval of the slope by the residuals.
fn scatter(points: &[(f64, f64)]) -> Option<f64> {
    let free = points.len().checked_sub(2).filter(|free| *free > 0)?;
    let quantile = STUDENT[free.min(STUDENT.len()) - 1];
    let n = points.len() as f64;
    let mean_x = points.iter().map(|p| p.0.ln()).sum::<f64>() / n;
    let mean_y = points.iter().map(|p| p.1.ln()).sum::<f64>() / n;
    let slope = slope(points);
    let (mut residuals, mut variance) = (0.0, 0.0);
    for (x, y) in points {
        let dx = x.ln() - mean_x;
        residuals += (y.ln() - mean_y - slope * dx).powi(2);
        variance += dx * dx;
    }
    Some(quantile * (residuals / free as f64 / variance).sqrt())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn doubling(from: u32, count: u32, cost: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..count)
            .map(|i| f64::from(from << i))
            .map(|n| (n, cost(n)))
            .collect()
    }

    #[test]
    fn exact_costs_give_their_own_model() {
        for model in Model::ALL {
            let found = growth(&doubling(64, 8, |n| 3.0 * model.cost(n))).unwrap();
            assert_eq!(found.model, model);
            assert!((found.slope - found.expected).abs() < 1e-9);
            assert_eq!(found.sizes.len(), 4);
            let curved = found.scatter.unwrap();
            assert!(curved < 0.05, "{model:?} is nearly straight: {curved}");
            assert_eq!(found.error(|_| 0.0), 0.0);
            assert!(found.error(|_| 0.1) > 0.02);
        }
    }

    #[test]
    fn set_up_costs_in_small_sizes_do_not_mislead() {
        let found = growth(&doubling(16, 10, |n| 500.0 + n * n)).unwrap();
        assert_eq!(found.model, Model::Quadratic);
    }

    #[test]
    fn a_step_is_told_from_a_set_up_cost() {
        // Squares that leave two caches in turn, each half as fast as the one before.
        let stepped = doubling(512, 6, |n| {
            n * n * if n > 4096.0 { 2.0 } else { 1.0 } * if n > 8192.0 { 1.7 } else { 1.0 }
        });
        let found = growth(&stepped).unwrap();
        assert_eq!(found.model, Model::Cubic);
        assert_eq!(found.past_a_step(&stepped), Some(Model::Quadratic));
        let set_up = doubling(64, 8, |n| 1e6 + n * n * n);
        assert_eq!(growth(&set_up).unwrap().past_a_step(&set_up), None);
    }

    #[test]
    fn blind_counters_give_way_to_the_cpu() {
        let linear = growth(&doubling(64, 8, |n| n)).unwrap();
        let square = growth(&doubling(64, 8, |n| n * n)).unwrap();
        assert!(is_blind(&linear, &square));
        let sorting = growth(&doubling(64, 8, |n| n * n.ln())).unwrap();
        assert!(!is_blind(&linear, &sorting));
    }

    #[test]
    fn what_has_no_slope_is_refused() {
        assert_eq!(growth(&[]), Err(GrowthError::TooFewSizes { found: 0 }));
        let same = [(8.0, 1.0); 9];
        assert_eq!(growth(&same), Err(GrowthError::TooFewSizes { found: 1 }));
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let mut points = doubling(64, 8, |n| n);
            points[3].1 = bad;
            assert_eq!(growth(&points), Err(GrowthError::NoLogarithm));
        }
    }

    proptest! {
        #[test]
        fn three_percent_of_noise_do_not_change_the_model(
            which in 0_usize..6,
            noise in prop::collection::vec(0.97_f64..1.03, 10),
        ) {
            let model = Model::ALL[which];
            let points: Vec<(f64, f64)> = doubling(64, 10, |n| model.cost(n))
                .iter()
                .zip(&noise)
                .map(|(p, factor)| (p.0, p.1 * factor))
                .collect();
            prop_assert_eq!(growth(&points).unwrap().model, model);
        }
    }
}
