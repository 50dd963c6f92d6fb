//! The noise of a two-time correlation, estimated from the data alone.

use perf_runtime::perf_budget;

/// Smallest separation of two frames, as a share of the run, at which noise is estimated: there
/// the signal has decayed or varies slowly.
const FAR_SHARE: f64 = 0.25;

/// Variance of the noise in one matrix of `n_frames × n_frames` values.
///
/// From mixed second differences `d = c[i,j] − c[i+1,j] − c[i,j+1] + c[i+1,j+1]`, `d²/4` averaged
/// over the pairs at least a quarter of the run apart. Of a smooth signal, and of any sum of a
/// function of `i` and a function of `j`, such a difference keeps only the mixed curvature times
/// `dt²`; of independent noise it keeps four times the variance. No model enters, so the
/// estimate does not flatter the fit that is judged by it.
#[perf_budget(max_us = 200)]
pub fn noise_variance(matrix: &[f64], n_frames: usize) -> f64 {
    let far = (n_frames as f64 * FAR_SHARE).ceil() as usize;
    let mut sum = 0.0;
    let mut count = 0_usize;
    for i in 0..n_frames.saturating_sub(far + 1) {
        let row = &matrix[i * n_frames..(i + 1) * n_frames];
        let next = &matrix[(i + 1) * n_frames..(i + 2) * n_frames];
        for j in i + far..n_frames - 1 {
            let difference = row[j] - next[j] - row[j + 1] + next[j + 1];
            sum += difference * difference;
            count += 1;
        }
    }
    if count == 0 {
        0.0
    } else {
        sum / (4.0 * count as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xpcs::dataset::generate::normal::Normal;

    fn matrix(n: usize, mut value: impl FnMut(f64, f64) -> f64) -> Vec<f64> {
        (0..n * n)
            .map(|k| value((k / n) as f64, (k % n) as f64))
            .collect()
    }

    #[test]
    fn independent_noise_is_found_to_its_standard_error() {
        let mut normal = Normal::seeded(7);
        let sigma = 0.02;
        let found = noise_variance(&matrix(160, |_, _| sigma * normal.draw()), 160).sqrt();
        // 7021 differences, each correlated with eight neighbours: about 1.3 %, five of them.
        assert!((found / sigma - 1.0).abs() < 0.065, "{found}");
    }

    #[test]
    fn a_smooth_signal_is_not_taken_for_noise() {
        let n = 160;
        let decay = matrix(n, |i, j| 1.0 + 0.2 * (-(i - j).abs() / 20.0).exp());
        assert!(noise_variance(&decay, n).sqrt() < 2e-4);
        let sloped = matrix(n, |i, j| 3.0 * i - 2.0 * j * j);
        assert!(noise_variance(&sloped, n) < 1e-12);
    }

    #[test]
    fn too_few_frames_give_no_estimate() {
        assert_eq!(noise_variance(&[1.0; 4], 2), 0.0);
    }
}
