//! Whether g2 of a static sample drifts with the delay.

use perf_runtime::perf_budget;

use super::Point;
use super::contrast::widening;

/// Standard errors from which a slope counts as a drift. With some thirty bins a false alarm in one
/// run in five hundred remains; at three it would be one run in twelve.
pub const DRIFT_SIGNIFICANCE: f64 = 4.0;

/// Slope of g2 over the logarithm of the delay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// Change of g2 over one decade of delay.
    pub per_decade: f64,
    /// Its standard error, widened by the scatter around the line.
    pub error: f64,
}

impl Drift {
    /// The slope in standard errors.
    pub fn significance(&self) -> f64 {
        if self.error > 0.0 {
            self.per_decade.abs() / self.error
        } else {
            0.0
        }
    }

    /// Whether the slope is more than chance.
    pub fn is_significant(&self) -> bool {
        self.significance() > DRIFT_SIGNIFICANCE
    }
}

/// The weighted straight line of g2 over log10 τ; `None` when fewer than three delays differ.
#[perf_budget(max_us = 25, max_allocs = 0)]
pub fn drift(points: &[Point]) -> Option<Drift> {
    let weight: f64 = points.iter().map(|point| point.weight).sum();
    let mean = |value: &dyn Fn(&Point) -> f64| {
        points
            .iter()
            .map(|point| point.weight * value(point))
            .sum::<f64>()
            / weight
    };
    let decade = |point: &Point| point.tau_s.log10();
    let (mean_decade, mean_g2) = (mean(&decade), mean(&|point| point.g2));
    let spread = weight * mean(&|point| (decade(point) - mean_decade).powi(2));
    if points.len() < 3 || spread <= 0.0 {
        return None;
    }
    let common = weight * mean(&|point| (decade(point) - mean_decade) * (point.g2 - mean_g2));
    let per_decade = common / spread;
    let residual = |point: &Point| point.g2 - mean_g2 - per_decade * (decade(point) - mean_decade);
    let chi2 = weight * mean(&|point| residual(point).powi(2));
    Some(Drift {
        per_decade,
        error: widening(chi2, points.len(), 2) / spread.sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(g2: [f64; 5], err: f64) -> Vec<Point> {
        let tau_s = [0.001, 0.01, 0.1, 1.0, 10.0];
        let weight = 1.0 / (err * err);
        tau_s
            .iter()
            .zip(g2)
            .map(|(&tau_s, g2)| Point { tau_s, g2, weight })
            .collect()
    }

    /// A line of 0.01 per decade; the spread of −2 … 2 decades is 10, so the error is σ/√10.
    #[test]
    fn a_line_is_found_with_its_error() {
        let found = drift(&points([1.06, 1.07, 1.08, 1.09, 1.10], 0.001)).expect("five delays");
        assert!((found.per_decade - 0.01).abs() < 1e-12);
        assert!((found.error - 0.001 / 10.0_f64.sqrt()).abs() < 1e-12);
        assert!(found.is_significant());
    }

    #[test]
    fn scatter_without_a_trend_is_no_drift() {
        let found = drift(&points([1.08, 1.09, 1.07, 1.09, 1.08], 0.001)).expect("five delays");
        assert!(!found.is_significant(), "{found:?}");
    }

    #[test]
    fn one_delay_has_no_slope() {
        assert_eq!(drift(&points([1.0; 5], 1.0)[..2]), None);
        let same = [Point {
            tau_s: 1.0,
            g2: 1.0,
            weight: 1.0,
        }; 4];
        assert_eq!(drift(&same), None);
    }
}
