//! Two-time correlation: every pair of frames.

use perf_runtime::perf_budget;

use crate::xpcs::sums::{mean, sum_of_pairs};

use super::FrameStack;

/// `c2[i, j] = ⟨I_i I_j⟩ / (⟨I_i⟩⟨I_j⟩)`, averaged over the pixels: a symmetric matrix, row-major.
///
/// The work is proportional to frames² × pixels.
#[perf_budget(max_ms = 250, max_peak_mb = 3)]
pub fn two_time(stack: &FrameStack) -> Vec<f64> {
    let n = stack.n_frames();
    let per_pixel = 1.0 / stack.n_pixels() as f64;
    let means: Vec<f64> = (0..n).map(|k| mean(stack.frame(k))).collect();
    let mut c2 = vec![0.0; n * n];
    for i in 0..n {
        for j in i..n {
            let product = sum_of_pairs(stack.frame(i), stack.frame(j), |a, b| a * b) * per_pixel;
            let value = product / (means[i] * means[j]);
            c2[i * n + j] = value;
            c2[j * n + i] = value;
        }
    }
    c2
}

/// g2 over the delay in frames, from delay 1: the mean along each diagonal of a two-time
/// correlation of `n_frames` frames.
///
/// # Panics
///
/// When `c2` is not a matrix of that size.
pub fn mean_along_diagonals(c2: &[f64], n_frames: usize) -> Vec<f64> {
    assert_eq!(c2.len(), n_frames * n_frames, "a square matrix");
    (1..n_frames)
        .map(|lag| {
            let diagonal = c2[lag..].iter().step_by(n_frames + 1).take(n_frames - lag);
            diagonal.sum::<f64>() / (n_frames - lag) as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames (1, 3) and (2, 2): ⟨I₀²⟩ = 5 over 4, ⟨I₀I₁⟩ = 4 over 4, ⟨I₁²⟩ = 4 over 4.
    #[test]
    fn two_frames_by_hand() {
        let stack = FrameStack::new(1.0, 2, vec![1.0, 3.0, 2.0, 2.0]);
        assert_eq!(two_time(&stack), [1.25, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn diagonals_are_averaged_each_over_its_length() {
        let c2 = [9.0, 1.0, 5.0, 1.0, 9.0, 3.0, 5.0, 3.0, 9.0];
        assert_eq!(mean_along_diagonals(&c2, 3), [2.0, 5.0]);
    }
}
