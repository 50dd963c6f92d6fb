//! The diffusion factor of the correlation, for every pair of frames.

use std::hint::black_box;

use perf_runtime::perf_budget;

use super::pair_count;
use crate::xpcs::slow::{self, Step};

/// Writes `exp(−q² · (S_j − S_i))` for every pair `i < j`, in the order (0,1), (0,2), … (1,2), ….
///
/// `integral` is the cumulative integral of the transport coefficient (Å²) at each frame. This is
/// the square of the factor `exp(−q²/2 · J_D)` that stands in the field correlation g1.
///
/// # Panics
///
/// When `out` does not hold one value for each pair.
#[perf_budget(max_us = 500)]
pub fn fill_diffusion(q_inv_angstrom: f64, integral: &[f64], out: &mut [f64]) {
    assert_eq!(
        out.len(),
        pair_count(integral.len()),
        "one value for each pair of frames"
    );
    for _ in 0..slow::repetitions(Step::FillDiffusion) {
        fill(q_inv_angstrom, black_box(integral), out);
    }
    fill(q_inv_angstrom, integral, out);
}

fn fill(q_inv_angstrom: f64, integral: &[f64], out: &mut [f64]) {
    let rate = -q_inv_angstrom * q_inv_angstrom;
    let mut rest = out;
    for (i, &start) in integral.iter().enumerate() {
        let later = &integral[i + 1..];
        let (row, after) = rest.split_at_mut(later.len());
        for (out, &end) in row.iter_mut().zip(later) {
            *out = (rate * (end - start).abs()).exp();
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_in_order_with_the_square_of_g1() {
        let q = 0.5;
        let integral = [0.0, 1.0, 3.0];
        let mut out = [f64::NAN; 3];
        fill_diffusion(q, &integral, &mut out);
        for (value, distance) in out.iter().zip([1.0, 3.0, 2.0_f64]) {
            let g1 = (-q * q / 2.0 * distance).exp();
            assert!((value - g1 * g1).abs() < 1e-15);
        }
    }
}
