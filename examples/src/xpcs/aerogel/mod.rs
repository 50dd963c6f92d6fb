//! The static reference: what a sample that does not move says about the instrument.
//!
//! [`contrast`] is what the measurement calibrates, [`drift`] whether the beam stayed put while it
//! was taken, [`decay`] whether the sample really did not relax; [`detector`] checks the intensity
//! behind each bin against the published curve. [`analysis`] ties them together.

pub mod analysis;
pub mod contrast;
pub mod decay;
pub mod detector;
pub mod drift;

pub use analysis::{AerogelInput, BinReport, analyse};

/// One value of g2 with its place and weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Delay, s.
    pub tau_s: f64,
    /// Intensity correlation.
    pub g2: f64,
    /// Inverse variance of `g2`.
    pub weight: f64,
}

/// The points that carry an error, and how many were left out because theirs is zero: an instrument
/// that averaged a single value has no error to give, and a weight of infinity would let that
/// value decide alone.
pub fn weighted_points(tau_s: &[f64], g2: &[f64], g2_err: &[f64]) -> (Vec<Point>, usize) {
    let points: Vec<Point> = tau_s
        .iter()
        .zip(g2)
        .zip(g2_err)
        .filter(|(_, err)| **err > 0.0)
        .map(|((&tau_s, &g2), &err)| Point {
            tau_s,
            g2,
            weight: 1.0 / (err * err),
        })
        .collect();
    let left_out = tau_s.len() - points.len();
    (points, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_without_an_error_are_left_out_and_counted() {
        let (points, left_out) =
            weighted_points(&[1.0, 2.0, 3.0], &[1.1, 1.2, 1.3], &[0.5, 0.0, 0.1]);
        assert_eq!(left_out, 1);
        assert_eq!(
            points[0],
            Point {
                tau_s: 1.0,
                g2: 1.1,
                weight: 4.0
            }
        );
        assert_eq!(points[1].tau_s, 3.0);
    }
}
