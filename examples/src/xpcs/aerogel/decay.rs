//! Whether g2 decays within the window of delays, and how fast.

use perf_runtime::perf_budget;

use crate::xpcs::simplex::{Stop, minimise};

use super::Point;
use super::contrast::{contrast, widening};

/// Improvement of a stretched exponential over a constant, as the F statistic of its two more
/// parameters, from which it is believed. Chance alone exceeds it in one bin of ten thousand at
/// the usual forty-odd delays.
const BELIEVED_F: f64 = 12.0;

/// Stretching exponents that are searched: 0.3 is as stretched as a measurement of four decades can
/// tell, 2 is free flight.
const EXPONENTS: std::ops::RangeInclusive<f64> = 0.3..=2.0;

/// Decay times are searched so many times below the first delay and above the last.
const BEYOND_WINDOW: f64 = 30.0;

/// Scan points for the logarithm of the decay time.
const SCAN_POINTS: u32 = 40;

const REFINE: Stop = Stop {
    spread: 1e-8,
    max_iterations: 400,
};

/// `g2 = 1 + contrast · exp(−2 (τ/decay_s)^exponent)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StretchedExponential {
    /// Contrast, without unit.
    pub contrast: f64,
    /// Decay time of the field correlation, s.
    pub decay_s: f64,
    /// Stretching exponent, without unit.
    pub exponent: f64,
}

/// What a correlation function says about the relaxation of the sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decay {
    /// A constant describes it as well as a decay.
    None,
    /// It falls more than chance would, but its decay time lies outside the measured delays, so
    /// that any figure would be an extrapolation.
    OutsideWindow,
    /// It decays within the measured delays.
    Resolved(StretchedExponential),
}

impl Decay {
    /// Name of the case, as in the results.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::OutsideWindow => "outside_window",
            Self::Resolved(_) => "resolved",
        }
    }

    /// The fit, where there is one to be believed.
    pub const fn resolved(&self) -> Option<&StretchedExponential> {
        match self {
            Self::Resolved(fit) => Some(fit),
            Self::None | Self::OutsideWindow => None,
        }
    }
}

/// Fits a stretched exponential to points of increasing delay, and doubts it.
#[perf_budget(max_ms = 5.0)]
pub fn decay(points: &[Point]) -> Decay {
    let (Some(constant), [first, .., last]) = (contrast(points), points) else {
        return Decay::None;
    };
    let (fit, chi2) = stretched_exponential(points, first.tau_s, last.tau_s);
    let scatter = widening(chi2, points.len(), 3).powi(2);
    if (constant.chi2 - chi2) / 2.0 < BELIEVED_F * scatter {
        Decay::None
    } else if (first.tau_s..=last.tau_s).contains(&fit.decay_s) {
        Decay::Resolved(fit)
    } else {
        Decay::OutsideWindow
    }
}

/// The best stretched exponential and its chi-squared.
fn stretched_exponential(
    points: &[Point],
    first_s: f64,
    last_s: f64,
) -> (StretchedExponential, f64) {
    let window = (first_s / BEYOND_WINDOW).ln()..=(last_s * BEYOND_WINDOW).ln();
    let mut chi2 = |x: &[f64]| {
        let inside = window.contains(&x[0]) && EXPONENTS.contains(&x[1]);
        if inside {
            at_best_contrast(points, x[0].exp(), x[1]).1
        } else {
            f64::INFINITY
        }
    };
    let width = (window.end() - window.start()) / f64::from(SCAN_POINTS);
    let mut start = ([*window.start(), 1.0], f64::INFINITY);
    for k in 0..=SCAN_POINTS {
        for exponent in [0.5, 1.0, 1.5] {
            let x = [window.start() + width * f64::from(k), exponent];
            let found = chi2(&x);
            if found < start.1 {
                start = (x, found);
            }
        }
    }
    let found = minimise(&mut chi2, &start.0, &[width, 0.2], REFINE);
    at_best_contrast(points, found.at[0].exp(), found.at[1])
}

/// The contrast follows from linear least squares; with its chi-squared.
fn at_best_contrast(points: &[Point], decay_s: f64, exponent: f64) -> (StretchedExponential, f64) {
    let shape = |point: &Point| (-2.0 * (point.tau_s / decay_s).powf(exponent)).exp();
    let (mut common, mut own) = (0.0, 0.0);
    for point in points {
        let shape = shape(point);
        common += point.weight * shape * (point.g2 - 1.0);
        own += point.weight * shape * shape;
    }
    let contrast = if own > 0.0 { common / own } else { 0.0 };
    let chi2 = points
        .iter()
        .map(|point| point.weight * (point.g2 - 1.0 - contrast * shape(point)).powi(2))
        .sum();
    (
        StretchedExponential {
            contrast,
            decay_s,
            exponent,
        },
        chi2,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xpcs::dataset::generate::normal::Normal;

    const ERROR: f64 = 0.001;

    fn measured(seed: u64, truth: impl Fn(f64) -> f64) -> Vec<Point> {
        let mut normal = Normal::seeded(seed);
        (0..40)
            .map(|k| {
                let tau_s = 0.001 * 1.25_f64.powi(k);
                let g2 = truth(tau_s) + ERROR * normal.draw();
                Point {
                    tau_s,
                    g2,
                    weight: 1.0 / (ERROR * ERROR),
                }
            })
            .collect()
    }

    #[test]
    fn a_decay_inside_the_window_is_found() {
        let points = measured(1, |tau_s| {
            1.0 + 0.08 * (-2.0 * (tau_s / 0.3).powf(0.8)).exp()
        });
        let Decay::Resolved(found) = decay(&points) else {
            panic!("{:?}", decay(&points))
        };
        assert!((found.decay_s / 0.3 - 1.0).abs() < 0.1, "{found:?}");
        assert!((found.exponent - 0.8).abs() < 0.1, "{found:?}");
        assert!((found.contrast - 0.08).abs() < 0.003, "{found:?}");
    }

    /// Without noise the parameters come back to the precision of the search.
    #[test]
    fn a_noiseless_decay_is_exact() {
        let weight = 1.0 / (ERROR * ERROR);
        let points: Vec<Point> = (1..40)
            .map(|k| {
                let tau_s = 0.01 * f64::from(k);
                Point {
                    tau_s,
                    g2: 1.0 + 0.1 * (-2.0 * (tau_s / 0.1).powf(1.5)).exp(),
                    weight,
                }
            })
            .collect();
        let Decay::Resolved(found) = decay(&points) else {
            panic!("{:?}", decay(&points))
        };
        assert!((found.decay_s - 0.1).abs() < 1e-6 && (found.exponent - 1.5).abs() < 1e-5);
    }

    /// Fifty static samples, and not one relaxation time invented.
    #[test]
    fn a_constant_does_not_decay() {
        for seed in 0..50 {
            assert_eq!(decay(&measured(seed, |_| 1.08)), Decay::None, "seed {seed}");
        }
    }

    #[test]
    fn a_decay_that_only_begins_is_not_extrapolated() {
        let points = measured(2, |tau_s| 1.0 + 0.08 * (-2.0 * tau_s / 60.0).exp());
        assert_eq!(decay(&points), Decay::OutsideWindow);
    }

    #[test]
    fn nothing_measured_says_nothing() {
        assert_eq!(decay(&[]), Decay::None);
    }
}
