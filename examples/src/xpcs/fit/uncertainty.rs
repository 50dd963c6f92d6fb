//! How far the fitted parameters can be trusted: the curvature of chi-squared at its minimum.

/// Step of the finite differences. The coordinates are of order one and known to about 10⁻²; a
/// tenth of that keeps both the truncation and the rounding of a chi-squared of 10⁵ below 10⁻².
const STEP: f64 = 1e-3;

/// Covariance of the coordinates at a minimum `at` of the total chi-squared: twice the inverse of
/// the matrix of second derivatives, row-major.
///
/// `None` where chi-squared does not rise in every direction, so that the data do not determine
/// every coordinate (or the minimum lies at a wall of the domain).
pub fn covariance(chi2: &mut dyn FnMut(&[f64]) -> f64, at: &[f64]) -> Option<Vec<f64>> {
    let n = at.len();
    let mut curvature = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let second = mixed_difference(chi2, at, i, j);
            curvature[i * n + j] = second / 2.0;
            curvature[j * n + i] = second / 2.0;
        }
    }
    inverse(&curvature, n)
}

fn mixed_difference(chi2: &mut dyn FnMut(&[f64]) -> f64, at: &[f64], i: usize, j: usize) -> f64 {
    let mut corner = |sign_i: f64, sign_j: f64| {
        let mut x = at.to_vec();
        x[i] += sign_i * STEP;
        x[j] += sign_j * STEP;
        chi2(&x)
    };
    let rising = corner(1.0, 1.0) + corner(-1.0, -1.0);
    let crossing = corner(1.0, -1.0) + corner(-1.0, 1.0);
    (rising - crossing) / (4.0 * STEP * STEP)
}

/// Inverse of a symmetric positive definite matrix, by Cholesky's factorisation; `None` when it is
/// not positive definite.
fn inverse(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let lower = cholesky(matrix, n)?;
    let mut inverse = vec![0.0; n * n];
    for column in 0..n {
        let mut unit = vec![0.0; n];
        unit[column] = 1.0;
        for (row, value) in solve(&lower, unit).into_iter().enumerate() {
            inverse[row * n + column] = value;
        }
    }
    Some(inverse)
}

fn cholesky(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let mut lower = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
            let rest = matrix[i * n + j] - known;
            if i != j {
                lower[i * n + j] = rest / lower[j * n + j];
            } else if rest > 0.0 && rest.is_finite() {
                lower[i * n + i] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(lower)
}

/// Solves `L Lᵀ x = b`.
fn solve(lower: &[f64], mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        let known: f64 = (0..i).map(|k| lower[i * n + k] * b[k]).sum();
        b[i] = (b[i] - known) / lower[i * n + i];
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|k| lower[k * n + i] * b[k]).sum();
        b[i] = (b[i] - known) / lower[i * n + i];
    }
    b
}

/// Standard error of a quantity computed from the coordinates, by linear propagation.
pub fn standard_error(covariance: &[f64], at: &[f64], quantity: impl Fn(&[f64]) -> f64) -> f64 {
    let n = at.len();
    let slope: Vec<f64> = (0..n)
        .map(|axis| {
            let (mut above, mut below) = (at.to_vec(), at.to_vec());
            above[axis] += STEP;
            below[axis] -= STEP;
            (quantity(&above) - quantity(&below)) / (2.0 * STEP)
        })
        .collect();
    let row = |i: usize| -> f64 { (0..n).map(|j| covariance[i * n + j] * slope[j]).sum() };
    (0..n).map(|i| slope[i] * row(i)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// chi² = xᵀ A x with A = [[2, 1], [1, 1]], whose inverse is [[1, −1], [−1, 2]].
    #[test]
    fn a_paraboloid_by_hand() {
        let mut chi2 = |x: &[f64]| 2.0 * x[0] * x[0] + 2.0 * x[0] * x[1] + x[1] * x[1];
        let found = covariance(&mut chi2, &[0.0, 0.0]).expect("positive definite");
        for (found, expected) in found.iter().zip([1.0, -1.0, -1.0, 2.0]) {
            assert!((found - expected).abs() < 1e-9, "{found}");
        }
        // var(x + y) = 1 − 2 + 2, var(3x) = 9
        assert!((standard_error(&found, &[0.0, 0.0], |x| x[0] + x[1]) - 1.0).abs() < 1e-9);
        assert!((standard_error(&found, &[0.0, 0.0], |x| 3.0 * x[0]) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn an_undetermined_direction_has_no_error() {
        let mut valley = |x: &[f64]| (x[0] + x[1]).powi(2);
        assert_eq!(covariance(&mut valley, &[0.0, 0.0]), None);
        let mut walled = |x: &[f64]| {
            if x[0] > 0.0 {
                f64::INFINITY
            } else {
                x[0] * x[0]
            }
        };
        assert_eq!(covariance(&mut walled, &[0.0]), None);
    }
}
