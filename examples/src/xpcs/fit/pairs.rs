//! A two-time correlation laid out for the fit: one row of pairs `i < j` for each matrix.

use crate::xpcs::XpcsError;
use crate::xpcs::dataset::TwoTime;
use crate::xpcs::model::{Geometry, pair_count};

use super::Mode;
use super::noise::noise_variance;

/// What the objective reads: each pair of frames once, the diagonal (a frame with itself, which
/// holds the shot noise) left out.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// Wave vector and gap.
    pub geometry: Geometry,
    /// Azimuth of each row, degrees.
    pub phi_deg: Vec<f64>,
    /// Time of each frame, s.
    pub t_s: Vec<f64>,
    /// Measured correlation, shape (rows, pairs), row-major; pairs (0,1), (0,2), … (1,2), ….
    pub measured: Vec<f64>,
    /// Variance of the noise of a single value.
    pub variance: f64,
}

impl Pairs {
    /// Lays out `data` for `mode`: every angle a row, or all angles averaged into one row for
    /// [`Mode::StaticIsotropic`].
    ///
    /// The noise is estimated for each row and its variance averaged: the estimate of a single row
    /// is uncertain by more than one percent.
    ///
    /// # Errors
    ///
    /// [`XpcsError::NoAnswer`] when the data carry no noise at all, so that nothing could say how
    /// well a model should fit.
    pub fn new(data: &TwoTime, mode: Mode) -> Result<Self, XpcsError> {
        let averaged;
        let (matrices, phi_deg): (&[f64], Vec<f64>) = match mode {
            Mode::StaticIsotropic => {
                averaged = average(data);
                (&averaged, vec![0.0])
            }
            Mode::StaticAnisotropic | Mode::LaminarFlow => (&data.c2, data.phi_deg.clone()),
        };
        let n_frames = data.t_s.len();
        let mut measured = Vec::with_capacity(phi_deg.len() * pair_count(n_frames));
        let mut variance = 0.0;
        for matrix in matrices.chunks_exact(n_frames * n_frames) {
            push_pairs(matrix, n_frames, &mut measured);
            variance += noise_variance(matrix, n_frames) / phi_deg.len() as f64;
        }
        if variance <= 0.0 {
            return Err(XpcsError::NoAnswer {
                problem: "the two-time correlation carries no noise".to_owned(),
                remedy: "check that the array `c2` holds measured values, not a constant",
            });
        }
        Ok(Self {
            geometry: data.geometry,
            phi_deg,
            t_s: data.t_s.clone(),
            measured,
            variance,
        })
    }

    /// Number of pairs of frames in a row.
    pub fn per_row(&self) -> usize {
        pair_count(self.t_s.len())
    }

    /// The measured values of one row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.measured[row * self.per_row()..(row + 1) * self.per_row()]
    }
}

fn average(data: &TwoTime) -> Vec<f64> {
    let share = 1.0 / data.phi_deg.len() as f64;
    let mut mean = vec![0.0; data.t_s.len() * data.t_s.len()];
    for angle in 0..data.phi_deg.len() {
        for (mean, value) in mean.iter_mut().zip(data.matrix(angle)) {
            *mean += share * value;
        }
    }
    mean
}

fn push_pairs(matrix: &[f64], n_frames: usize, pairs: &mut Vec<f64>) {
    for i in 0..n_frames {
        pairs.extend_from_slice(&matrix[i * n_frames + i + 1..(i + 1) * n_frames]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> TwoTime {
        let n = 12;
        TwoTime {
            geometry: Geometry {
                q_inv_angstrom: 0.01,
                gap_angstrom: 1e6,
            },
            phi_deg: vec![0.0, 90.0],
            t_s: (0..n).map(f64::from).collect(),
            c2: (0..2 * n * n).map(|k| f64::from(k * k % 101)).collect(),
        }
    }

    #[test]
    fn pairs_come_row_by_row_without_the_diagonal() {
        let data = data();
        let pairs = Pairs::new(&data, Mode::LaminarFlow).expect("noisy enough");
        assert_eq!(pairs.per_row(), 66);
        assert_eq!(pairs.row(1)[0], data.matrix(1)[1]);
        assert_eq!(pairs.row(1)[11], data.matrix(1)[12 + 2]);
        assert_eq!(pairs.row(1)[65], data.matrix(1)[10 * 12 + 11]);
    }

    #[test]
    fn the_isotropic_row_is_the_average_of_all_angles() {
        let data = data();
        let pairs = Pairs::new(&data, Mode::StaticIsotropic).expect("noisy enough");
        assert_eq!(pairs.measured.len(), 66);
        assert_eq!(
            pairs.row(0)[4],
            (data.matrix(0)[5] + data.matrix(1)[5]) / 2.0
        );
    }

    #[test]
    fn a_constant_is_no_measurement() {
        let data = TwoTime {
            c2: vec![1.0; 2 * 12 * 12],
            ..data()
        };
        let refused = Pairs::new(&data, Mode::LaminarFlow).expect_err("no noise");
        assert!(
            refused.to_string().contains("carries no noise"),
            "{refused}"
        );
    }
}
