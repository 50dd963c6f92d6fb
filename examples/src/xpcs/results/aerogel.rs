//! The static reference as a record of columns, one entry for each bin of the wave vector.

use serde::Serialize;

use crate::xpcs::aerogel::BinReport;

/// One column for each quantity.
#[derive(Debug, Default, Serialize)]
pub struct AerogelRecord {
    /// Wave vector, 1/Å.
    pub q_inv_angstrom: Vec<f64>,
    /// Speckle contrast.
    pub contrast: Vec<f64>,
    /// Its standard error.
    pub contrast_err: Vec<f64>,
    /// Decay time, s; `null` where nothing decays within the window.
    pub decay_s: Vec<Option<f64>>,
    /// Why: `none`, `outside_window` or `resolved`.
    pub decay_verdict: Vec<&'static str>,
    /// Delays left out because they carry no error.
    pub delays_left_out: Vec<usize>,
    /// Slope of g2 over the logarithm of the delay.
    pub drift_per_decade: Vec<f64>,
    /// Its standard error.
    pub drift_err: Vec<f64>,
    /// Whether the slope is more than chance.
    pub drifts: Vec<bool>,
    /// Pixels of the detector in the bin.
    pub detector_pixels: Vec<u32>,
    /// Their mean, photon/pixel/frame.
    pub detector_mean: Vec<f64>,
    /// Mean of the scattering curve over the bin, photon/pixel/frame; `null` where it has no point.
    pub curve_mean: Vec<Option<f64>>,
}

impl From<&[BinReport]> for AerogelRecord {
    fn from(bins: &[BinReport]) -> Self {
        let mut record = Self::default();
        for bin in bins {
            record.q_inv_angstrom.push(bin.q_inv_angstrom);
            record.contrast.push(bin.contrast.value);
            record.contrast_err.push(bin.contrast.error);
            record
                .decay_s
                .push(bin.decay.resolved().map(|fit| fit.decay_s));
            record.decay_verdict.push(bin.decay.name());
            record.delays_left_out.push(bin.left_out);
            record.drift_per_decade.push(bin.drift.per_decade);
            record.drift_err.push(bin.drift.error);
            record.drifts.push(bin.drift.is_significant());
            record.detector_pixels.push(bin.detector.pixels);
            record.detector_mean.push(bin.detector.mean);
            record.curve_mean.push(bin.curve_mean);
        }
        record
    }
}
