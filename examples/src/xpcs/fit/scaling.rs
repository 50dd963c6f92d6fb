//! Contrast and offset of one angle by linear least squares.

use perf_runtime::perf_budget;

use crate::xpcs::chi_squared::Scaling;
use crate::xpcs::sums::{mean, sum_of_pairs};

/// The contrast and offset that bring `theory` closest to `measured`.
///
/// In the centred form: the plain normal equations subtract two nearly equal sums and lose about
/// five digits more. A theory that does not vary gives contrast 0.
///
/// # Panics
///
/// When the lengths differ.
#[perf_budget(max_us = 75)]
pub fn least_squares(theory: &[f64], measured: &[f64]) -> Scaling {
    let (mean_theory, mean_measured) = (mean(theory), mean(measured));
    let spread = sum_of_pairs(theory, theory, |theory, _| (theory - mean_theory).powi(2));
    let common = sum_of_pairs(theory, measured, |theory, measured| {
        (theory - mean_theory) * (measured - mean_measured)
    });
    let contrast = if spread > 0.0 { common / spread } else { 0.0 };
    Scaling {
        contrast,
        offset: mean_measured - contrast * mean_theory,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook line through (0, 1), (1, 3), (2, 4): slope 1.5, intercept 7/6.
    #[test]
    fn a_line_by_hand() {
        let found = least_squares(&[0.0, 1.0, 2.0], &[1.0, 3.0, 4.0]);
        assert!((found.contrast - 1.5).abs() < 1e-15);
        assert!((found.offset - 7.0 / 6.0).abs() < 1e-15);
    }

    /// A theory that hardly varies, which the plain normal equations answer with four wrong digits.
    #[test]
    fn a_small_variation_on_a_large_base_keeps_its_digits() {
        let theory: Vec<f64> = (0..1000).map(|k| 1.0 + 1e-6 * f64::from(k % 17)).collect();
        let measured: Vec<f64> = theory.iter().map(|theory| 0.25 * theory + 1.0).collect();
        let found = least_squares(&theory, &measured);
        assert!((found.contrast - 0.25).abs() < 1e-9, "{found:?}");
        assert!((found.offset - 1.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn a_constant_theory_has_no_contrast() {
        let found = least_squares(&[1.0, 1.0], &[2.0, 4.0]);
        assert_eq!(
            found,
            Scaling {
                contrast: 0.0,
                offset: 3.0
            }
        );
    }
}
