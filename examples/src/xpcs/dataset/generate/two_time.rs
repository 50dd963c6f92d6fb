//! A two-time correlation from the homodyne model, with noise.

use std::f64::consts::PI;

use crate::xpcs::dataset::TwoTime;
use crate::xpcs::model::{Geometry, Parameters, PowerLaw, Shear};

use super::normal::Normal;

/// What a generated two-time correlation is made from.
#[derive(Clone, Debug)]
pub struct TwoTimeTruth {
    /// The parameters that a fit has to find.
    pub parameters: Parameters,
    /// Wave vector and gap.
    pub geometry: Geometry,
    /// Azimuth of each matrix, degrees.
    pub phi_deg: Vec<f64>,
    /// Number of frames.
    pub n_frames: usize,
    /// Time from frame to frame, s.
    pub frame_period_s: f64,
    /// Speckle contrast of every angle.
    pub contrast: f64,
    /// Baseline of every angle.
    pub offset: f64,
    /// Standard deviation of the noise of one value.
    pub noise_sigma: f64,
}

impl TwoTimeTruth {
    /// A sheared colloid in a cell of 0.2 mm, seen under seven angles for twelve seconds.
    pub fn laminar_flow() -> Self {
        let transport = PowerLaw {
            scale: 900.0,
            exponent: 0.7,
            offset: 1200.0,
        };
        let rate = PowerLaw {
            scale: 1.2e-3,
            exponent: 0.5,
            offset: 8e-4,
        };
        Self {
            parameters: Parameters {
                transport,
                shear: Some(Shear {
                    rate,
                    phi0_deg: 6.0,
                }),
            },
            geometry: Geometry {
                q_inv_angstrom: 0.0054,
                gap_angstrom: 2.0e6,
            },
            phi_deg: vec![-40.0, 0.0, 40.0, 80.0, 92.0, 104.0, 140.0],
            n_frames: 96,
            frame_period_s: 0.125,
            contrast: 0.22,
            offset: 1.0,
            noise_sigma: 0.01,
        }
    }

    /// The same colloid at rest.
    pub fn at_rest() -> Self {
        let flowing = Self::laminar_flow();
        Self {
            parameters: Parameters {
                shear: None,
                ..flowing.parameters
            },
            ..flowing
        }
    }

    /// The measurement that such a sample would give; symmetric, as a two-time correlation is.
    pub fn measure(&self, seed: u64) -> TwoTime {
        let n = self.n_frames;
        let t_s: Vec<f64> = (0..n).map(|k| k as f64 * self.frame_period_s).collect();
        let mut normal = Normal::seeded(seed);
        let mut c2 = vec![0.0; self.phi_deg.len() * n * n];
        for (matrix, &phi_deg) in c2.chunks_exact_mut(n * n).zip(&self.phi_deg) {
            for i in 0..n {
                for j in i..n {
                    let signal = self.offset + self.contrast * self.g1_squared(phi_deg, &t_s, i, j);
                    let value = signal + self.noise_sigma * normal.draw();
                    matrix[i * n + j] = value;
                    matrix[j * n + i] = value;
                }
            }
        }
        TwoTime {
            geometry: self.geometry,
            phi_deg: self.phi_deg.clone(),
            t_s,
            c2,
        }
    }

    fn g1_squared(&self, phi_deg: f64, t_s: &[f64], i: usize, j: usize) -> f64 {
        let Geometry {
            q_inv_angstrom: q,
            gap_angstrom: h,
        } = self.geometry;
        let diffusion = (-q * q / 2.0 * trapezoid(&self.parameters.transport, &t_s[i..=j])).exp();
        let shear = self
            .parameters
            .shear
            .map_or(1.0, |Shear { rate, phi0_deg }| {
                let along_flow = ((phi0_deg - phi_deg) * PI / 180.0).cos();
                sinc(q * h / (2.0 * PI) * along_flow * trapezoid(&rate, &t_s[i..=j]))
            });
        (diffusion * shear).powi(2)
    }
}

fn trapezoid(law: &PowerLaw, t_s: &[f64]) -> f64 {
    t_s.windows(2)
        .map(|t| (law.at(t[0]) + law.at(t[1])) / 2.0 * (t[1] - t[0]))
        .sum()
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        1.0
    } else {
        (PI * x).sin() / (PI * x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_noise_the_diagonal_is_offset_and_contrast() {
        let truth = TwoTimeTruth {
            noise_sigma: 0.0,
            ..TwoTimeTruth::laminar_flow()
        };
        let data = truth.measure(1);
        assert!((0..truth.n_frames).all(|k| data.matrix(3)[k * truth.n_frames + k] == 1.22));
    }

    /// One step at rest: (900·0 + 1200 + 900·0.125^0.7 + 1200)/2 · 0.125 s, times q².
    #[test]
    fn the_first_step_decays_by_the_published_formula() {
        let truth = TwoTimeTruth {
            noise_sigma: 0.0,
            ..TwoTimeTruth::at_rest()
        };
        let integral = (2400.0 + 900.0 * 0.125_f64.powf(0.7)) / 2.0 * 0.125;
        let expected = 1.0 + 0.22 * (-0.0054_f64.powi(2) * integral).exp();
        assert!((truth.measure(1).matrix(0)[1] - expected).abs() < 1e-14);
    }
}
