//! Correlation from frames as a record.

use serde::Serialize;

use crate::xpcs::dataset::generate::frames::FramesTruth;
use crate::xpcs::frames::FramesReport;

/// Both correlations beside the truth of the generated frames.
#[derive(Debug, Serialize)]
pub struct FramesRecord {
    /// Time from frame to frame, s.
    pub frame_period_s: f64,
    /// Number of frames.
    pub n_frames: usize,
    /// Pixels in a frame.
    pub n_pixels: usize,
    /// Decay time the frames were generated with, s.
    pub true_decay_s: f64,
    /// Decay time found, s; `null` where nothing decays within the window.
    pub decay_s: Option<f64>,
    /// Stretching exponent found; 1 is the truth.
    pub decay_exponent: Option<f64>,
    /// Delays of the multi-tau correlation, s.
    pub tau_s: Vec<f64>,
    /// Multi-tau correlation.
    pub g2: Vec<f64>,
    /// Its standard errors.
    pub g2_err: Vec<f64>,
    /// What it should be.
    pub g2_true: Vec<f64>,
    /// g2 from the two-time correlation at delays of 1, 2, … frames.
    pub two_time_g2: Vec<f64>,
}

impl FramesRecord {
    /// The record of `report` on frames generated from `truth`.
    pub fn new(report: &FramesReport, truth: &FramesTruth) -> Self {
        let points = &report.multi_tau;
        Self {
            frame_period_s: truth.frame_period_s,
            n_frames: truth.n_frames,
            n_pixels: truth.n_pixels,
            true_decay_s: truth.decay_s,
            decay_s: report.decay.resolved().map(|fit| fit.decay_s),
            decay_exponent: report.decay.resolved().map(|fit| fit.exponent),
            tau_s: points.iter().map(|point| point.tau_s).collect(),
            g2: points.iter().map(|point| point.g2).collect(),
            g2_err: points.iter().map(|point| point.g2_err).collect(),
            g2_true: points
                .iter()
                .map(|point| truth.g2(point.tau_s, point.width))
                .collect(),
            two_time_g2: report.two_time_g2.clone(),
        }
    }
}
