//! Chi-squared of many angles at once: the innermost loop of the fit.

use perf_runtime::perf_budget;

use super::sums::sum_of_pairs;

/// How a theory row is laid over a measured one: `measured ≈ contrast · theory + offset`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scaling {
    /// Speckle contrast, without unit.
    pub contrast: f64,
    /// Baseline, without unit; 1 for an ideal measurement.
    pub offset: f64,
}

/// Sum of squared residuals of each angle, `Σ_j (measured_ij − (contrast_i · theory_ij + offset_i))²`.
///
/// `theory` and `measured` are row-major, one row for each entry of `scaling`; the result of row
/// `i` goes to `chi2[i]`. Nothing is allocated.
///
/// # Panics
///
/// When the lengths do not describe the same table.
#[perf_budget(max_ms = 2.0, max_allocs = 0)]
pub fn chi_squared_batch(theory: &[f64], measured: &[f64], scaling: &[Scaling], chi2: &mut [f64]) {
    assert_eq!(chi2.len(), scaling.len(), "one result for each angle");
    let n_data = theory.len() / scaling.len().max(1);
    assert_eq!(
        theory.len(),
        n_data * scaling.len(),
        "theory has whole rows"
    );
    assert_eq!(
        measured.len(),
        theory.len(),
        "measured has the shape of theory"
    );
    for (angle, (scaling, chi2)) in scaling.iter().zip(chi2).enumerate() {
        let row = angle * n_data..(angle + 1) * n_data;
        *chi2 = chi_squared_row(&theory[row.clone()], &measured[row], *scaling);
    }
}

#[inline]
fn chi_squared_row(theory: &[f64], measured: &[f64], Scaling { contrast, offset }: Scaling) -> f64 {
    sum_of_pairs(theory, measured, |theory, measured| {
        let residual = measured - (contrast * theory + offset);
        residual * residual
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand: residuals 1, −2, 0 and 0.5, 0, −1.5.
    #[test]
    fn two_angles_by_hand() {
        let theory = [0.0, 1.0, 2.0, 1.0, 2.0, 3.0];
        let measured = [2.0, 1.0, 5.0, 1.0, 1.0, 0.0];
        let scaling = [
            Scaling {
                contrast: 2.0,
                offset: 1.0,
            },
            Scaling {
                contrast: 0.5,
                offset: 0.0,
            },
        ];
        let mut chi2 = [f64::NAN; 2];
        chi_squared_batch(&theory, &measured, &scaling, &mut chi2);
        assert_eq!(chi2, [1.0 + 4.0 + 0.0, 0.25 + 0.0 + 2.25]);
    }

    /// `E = j`, `T = 1`, so the residuals are `j − 1` and the sum of squares has a closed form.
    #[test]
    fn the_seed_case_matches_the_closed_form() {
        const ANGLES: usize = 10;
        const DATA: usize = 100;
        let theory = [1.0; ANGLES * DATA];
        let measured: Vec<f64> = (0..ANGLES * DATA).map(|k| (k % DATA) as f64).collect();
        let scaling = [Scaling {
            contrast: 0.25,
            offset: 0.75,
        }; ANGLES];
        let mut chi2 = [0.0; ANGLES];
        chi_squared_batch(&theory, &measured, &scaling, &mut chi2);
        // 1 (j = 0) + Σ_{m=0}^{98} m² = 1 + 98·99·197/6
        assert_eq!(chi2, [1.0 + 98.0 * 99.0 * 197.0 / 6.0; ANGLES]);
    }

    #[test]
    fn no_angles_and_no_data_are_no_work() {
        chi_squared_batch(&[], &[], &[], &mut []);
        let mut chi2 = [f64::NAN];
        chi_squared_batch(&[], &[], &[Scaling::default()], &mut chi2);
        assert_eq!(chi2, [0.0]);
    }

    #[test]
    #[should_panic(expected = "measured has the shape of theory")]
    fn tables_of_different_shape_are_refused() {
        chi_squared_batch(&[1.0, 2.0], &[1.0], &[Scaling::default()], &mut [0.0]);
    }
}
