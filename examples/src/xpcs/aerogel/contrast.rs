//! The speckle contrast of one bin: the mean of g2 − 1, weighted by the errors.

use perf_runtime::perf_budget;

use super::Point;

/// A contrast with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrast {
    /// Mean of g2 − 1, without unit.
    pub value: f64,
    /// Standard error: that of the weighted mean, widened by the scatter where the points scatter
    /// more than their errors allow.
    pub error: f64,
    /// Sum of squared deviations over their variances.
    pub chi2: f64,
}

/// The weighted mean of g2 − 1; `None` without points.
#[perf_budget(max_us = 10, max_allocs = 0)]
pub fn contrast(points: &[Point]) -> Option<Contrast> {
    let weight: f64 = points.iter().map(|point| point.weight).sum();
    if weight <= 0.0 {
        return None;
    }
    let sum: f64 = points
        .iter()
        .map(|point| point.weight * (point.g2 - 1.0))
        .sum();
    let value = sum / weight;
    let chi2 = points
        .iter()
        .map(|point| point.weight * (point.g2 - 1.0 - value).powi(2))
        .sum();
    let error = widening(chi2, points.len(), 1) / weight.sqrt();
    Some(Contrast { value, error, chi2 })
}

/// The factor by which errors grow when `n_points` scatter around a model of `n_parameters` more
/// than their own errors say (Birge's ratio, never below 1).
pub fn widening(chi2: f64, n_points: usize, n_parameters: usize) -> f64 {
    let freedom = n_points.saturating_sub(n_parameters).max(1);
    (chi2 / freedom as f64).sqrt().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(g2: f64, err: f64) -> Point {
        Point {
            tau_s: 1.0,
            g2,
            weight: 1.0 / (err * err),
        }
    }

    /// Weights 1 and 1/4: (0.25 + 0.25 · 0.5) / 1.25 = 0.3.
    #[test]
    fn a_weighted_mean_by_hand() {
        let found = contrast(&[point(1.25, 1.0), point(1.5, 2.0)]).expect("two points");
        assert!((found.value - 0.3).abs() < 1e-15);
        assert!((found.error - 1.25_f64.sqrt().recip()).abs() < 1e-15);
    }

    /// Two points four errors apart on either side: chi² = 32 with one degree of freedom.
    #[test]
    fn scatter_beyond_the_errors_widens_them() {
        let found = contrast(&[point(1.06, 0.01), point(1.14, 0.01)]).expect("two points");
        assert!((found.chi2 - 32.0).abs() < 1e-9);
        assert!((found.error - 0.01 / 2.0_f64.sqrt() * 32.0_f64.sqrt()).abs() < 1e-9);
    }

    #[test]
    fn no_points_have_no_contrast() {
        assert_eq!(contrast(&[]), None);
    }
}
