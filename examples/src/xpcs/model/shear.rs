//! The shear factor of the correlation, for every pair of frames under one angle.

use perf_runtime::perf_budget;

use super::{Geometry, pair_count};

/// Below this argument (rad) the quotient sin(y)/y is replaced by its series: the sine of a
/// difference carries an absolute error near 1e-16, which the division would blow up, while the
/// first left-out term of the series is y⁸/9! < 1e-18.
const SERIES_BELOW_RAD: f64 = 0.02;

/// Phase `π·x` of the frames under one angle, with its sine and cosine.
///
/// `sin(y_j − y_i) = sin y_j cos y_i − cos y_j sin y_i` lets the n² pairs do without a call of the
/// sine: only the n frames need one.
#[derive(Clone, Debug, Default)]
pub struct ShearPhases {
    phase: Vec<f64>,
    sin: Vec<f64>,
    cos: Vec<f64>,
}

impl ShearPhases {
    /// Room for `n_frames` frames.
    pub fn new(n_frames: usize) -> Self {
        Self {
            phase: vec![0.0; n_frames],
            sin: vec![0.0; n_frames],
            cos: vec![0.0; n_frames],
        }
    }

    /// Sets the phases from the cumulative integral of the shear rate (no unit) at each frame.
    ///
    /// The argument of the model is `x = q·h/(2π) · cos(phi0 − phi) · J`, and `sinc(x)` is
    /// `sin(πx)/(πx)`, so the phase is `q·h/2 · cos(phi0 − phi) · S`.
    ///
    /// # Panics
    ///
    /// When `integral` does not have the length given to [`ShearPhases::new`].
    #[perf_budget(max_us = 25)]
    pub fn set(&mut self, geometry: Geometry, phi0_deg: f64, phi_deg: f64, integral: &[f64]) {
        assert_eq!(
            integral.len(),
            self.phase.len(),
            "one integral for each frame"
        );
        let along_flow = (phi0_deg - phi_deg).to_radians().cos();
        let factor = 0.5 * geometry.q_inv_angstrom * geometry.gap_angstrom * along_flow;
        for (k, &integral) in integral.iter().enumerate() {
            self.phase[k] = factor * integral;
            (self.sin[k], self.cos[k]) = self.phase[k].sin_cos();
        }
    }

    /// Writes `diffusion · sinc²(x)` for every pair `i < j`, in the order of
    /// [`fill_diffusion`](super::diffusion::fill_diffusion).
    ///
    /// # Panics
    ///
    /// When the slices do not hold one value for each pair.
    #[perf_budget(max_us = 200)]
    pub fn fill_theory(&self, diffusion: &[f64], out: &mut [f64]) {
        let pairs = pair_count(self.phase.len());
        assert!(
            diffusion.len() == pairs && out.len() == pairs,
            "one value for each pair"
        );
        let mut done = 0;
        for i in 0..self.phase.len() {
            let row = done..done + self.phase.len() - i - 1;
            done = row.end;
            self.fill_row(i, &diffusion[row.clone()], &mut out[row]);
        }
    }

    fn fill_row(&self, i: usize, diffusion: &[f64], out: &mut [f64]) {
        let (phase_i, sin_i, cos_i) = (self.phase[i], self.sin[i], self.cos[i]);
        let frames = self.phase[i + 1..]
            .iter()
            .zip(&self.sin[i + 1..])
            .zip(&self.cos[i + 1..]);
        for ((out, &diffusion), ((&phase, &sin), &cos)) in out.iter_mut().zip(diffusion).zip(frames)
        {
            *out = diffusion * sinc_squared(phase - phase_i, sin * cos_i - cos * sin_i);
        }
    }
}

/// `(sin(y)/y)²`, given `y` (rad) and its sine. Both branches are cheap, so that the compiler can
/// compute both and select.
#[inline]
fn sinc_squared(y: f64, sin_y: f64) -> f64 {
    let y2 = y * y;
    let series = 1.0 - y2 * (1.0 / 6.0 - y2 * (1.0 / 120.0 - y2 * (1.0 / 5040.0)));
    let quotient = sin_y / y;
    let sinc = if y2 < SERIES_BELOW_RAD * SERIES_BELOW_RAD {
        series
    } else {
        quotient
    };
    sinc * sinc
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    const GEOMETRY: Geometry = Geometry {
        q_inv_angstrom: 0.005,
        gap_angstrom: 2.0e6,
    };

    fn theory(phi0_deg: f64, phi_deg: f64, integral: &[f64]) -> Vec<f64> {
        let pairs = pair_count(integral.len());
        let mut phases = ShearPhases::new(integral.len());
        phases.set(GEOMETRY, phi0_deg, phi_deg, integral);
        let mut out = vec![f64::NAN; pairs];
        phases.fill_theory(&vec![1.0; pairs], &mut out);
        out
    }

    /// Against the formula as published, written out for every pair.
    #[test]
    fn pairs_follow_the_published_formula() {
        let integral: Vec<f64> = (0..40).map(|k| 1e-5 * f64::from(k).powf(1.7)).collect();
        let found = theory(-20.0, 35.0, &integral);
        let mut k = 0;
        for i in 0..integral.len() {
            for j in i + 1..integral.len() {
                let along_flow = (-55.0 * PI / 180.0).cos();
                let x = 0.005 * 2.0e6 / (2.0 * PI) * along_flow * (integral[j] - integral[i]);
                let sinc = (PI * x).sin() / (PI * x);
                assert!((found[k] - sinc * sinc).abs() < 1e-12, "pair {i}, {j}");
                k += 1;
            }
        }
    }

    #[test]
    fn across_the_flow_nothing_decays() {
        for phi_deg in [120.0, -60.0] {
            let found = theory(30.0, phi_deg, &[0.0, 1.0, 5.0]);
            assert!(
                found.iter().all(|value| (value - 1.0).abs() < 1e-15),
                "{found:?}"
            );
        }
    }

    /// `x = 1` is the first zero of sinc: `S = 2π / (q·h)` along the flow.
    #[test]
    fn the_first_zero_is_where_the_model_puts_it() {
        let zero = 2.0 * PI / (0.005 * 2.0e6);
        let found = theory(0.0, 0.0, &[0.0, zero / 2.0, zero]);
        assert!((found[0] - (2.0 / PI).powi(2)).abs() < 1e-14);
        assert!(found[1] < 1e-30);
    }

    #[test]
    fn series_and_quotient_meet() {
        for y in [SERIES_BELOW_RAD * 0.999_999, SERIES_BELOW_RAD * 1.000_001] {
            let exact = (y.sin() / y).powi(2);
            assert!((sinc_squared(y, y.sin()) - exact).abs() < 1e-15);
        }
        assert_eq!(sinc_squared(0.0, 0.0), 1.0);
    }
}
