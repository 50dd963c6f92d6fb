//! A static reference sample: flat correlation functions with noise, and the image behind them.

use crate::xpcs::aerogel::AerogelInput;
use crate::xpcs::dataset::{AerogelG2, Detector, ScatteringCurve};

use super::normal::Normal;

/// Speckle contrast of the generated sample.
pub const CONTRAST: f64 = 0.08;
/// Wave vector of the first bin, 1/Å.
const FIRST_Q_INV_ANGSTROM: f64 = 0.002;
/// From one bin to the next.
const Q_RATIO: f64 = 1.35;
const N_BINS: usize = 10;
const N_DELAYS: usize = 40;
/// First delay, s.
const FIRST_TAU_S: f64 = 5e-4;
/// From one delay to the next.
const TAU_RATIO: f64 = 1.25;
/// Standard error of g2 at the first delay; it falls with the square root of the delay, as the
/// averaging grows.
const FIRST_ERROR: f64 = 2e-3;
/// Points of the scattering curve in each bin.
const CURVE_POINTS: usize = 8;
/// Side of the square detector, pixels; its corner is the direct beam.
const SIDE: usize = 160;

/// A sample that does not move. As on the real instrument, the last delay was averaged from a
/// single value and has no error.
pub fn static_reference(seed: u64) -> AerogelInput {
    let mut normal = Normal::seeded(seed);
    let q_inv_angstrom: Vec<f64> = powers(FIRST_Q_INV_ANGSTROM, Q_RATIO, N_BINS);
    let tau_s = powers(FIRST_TAU_S, TAU_RATIO, N_DELAYS);
    let (mut g2, mut g2_err) = (Vec::new(), Vec::new());
    for _ in &q_inv_angstrom {
        for (k, tau) in tau_s.iter().enumerate() {
            let error = FIRST_ERROR * (FIRST_TAU_S / tau).sqrt();
            g2.push(1.0 + CONTRAST + error * normal.draw());
            g2_err.push(if k + 1 == N_DELAYS { 0.0 } else { error });
        }
    }
    AerogelInput {
        detector: image(&mut normal),
        curve: curve(),
        g2: AerogelG2 {
            tau_s,
            q_inv_angstrom,
            g2,
            g2_err,
        },
    }
}

fn powers(first: f64, ratio: f64, count: usize) -> Vec<f64> {
    (0..count).map(|k| first * ratio.powi(k as i32)).collect()
}

/// Scattered intensity, photon/pixel/frame: a plateau and a tail, as of a porous glass.
fn scattering(q_inv_angstrom: f64) -> f64 {
    0.2 / (1.0 + (q_inv_angstrom / 0.015).powi(2))
}

fn curve() -> ScatteringCurve {
    let ratio = Q_RATIO.powf(1.0 / CURVE_POINTS as f64);
    // Half a step inside the first bin's edge, so that every bin holds the same number.
    let first = FIRST_Q_INV_ANGSTROM * (ratio / Q_RATIO).sqrt();
    let q_inv_angstrom = powers(first, ratio, N_BINS * CURVE_POINTS);
    let intensity = q_inv_angstrom.iter().map(|&q| scattering(q)).collect();
    ScatteringCurve {
        q_inv_angstrom,
        intensity,
    }
}

fn image(normal: &mut Normal) -> Detector {
    let highest = FIRST_Q_INV_ANGSTROM * Q_RATIO.powf(N_BINS as f64 - 0.5);
    let per_pixel = highest / SIDE as f64;
    let (mut intensity, mut q_bin) = (Vec::new(), Vec::new());
    for pixel in 0..SIDE * SIDE {
        let (row, column) = ((pixel / SIDE) as f64, (pixel % SIDE) as f64);
        let q = per_pixel * (row * row + column * column).sqrt();
        let expected = scattering(q);
        intensity.push((expected * (1.0 + 0.05 * normal.draw())).max(0.0) as f32);
        q_bin.push(bin_of(q));
    }
    Detector { intensity, q_bin }
}

/// The bin of a wave vector from 1, or 0 outside all bins.
fn bin_of(q_inv_angstrom: f64) -> u16 {
    let place = (q_inv_angstrom / FIRST_Q_INV_ANGSTROM).ln() / Q_RATIO.ln() + 0.5;
    if (0.0..N_BINS as f64).contains(&place) {
        place as u16 + 1
    } else {
        0
    }
}
