//! The whole analysis of a static reference, bin by bin.

use perf_runtime::monitored_workflow;

use crate::xpcs::XpcsError;
use crate::xpcs::dataset::{AerogelG2, Detector, ScatteringCurve};

use super::contrast::{Contrast, contrast};
use super::decay::{Decay, decay};
use super::detector::{BinMean, bin_means, curve_means};
use super::drift::{Drift, drift};
use super::weighted_points;

/// What the analysis reads.
#[derive(Clone, Debug)]
pub struct AerogelInput {
    /// The correlation functions.
    pub g2: AerogelG2,
    /// The detector image and its map of bins.
    pub detector: Detector,
    /// The scattering curve.
    pub curve: ScatteringCurve,
}

/// What the analysis says about one bin.
#[derive(Clone, Debug)]
pub struct BinReport {
    /// Wave vector at the centre of the bin, 1/Å.
    pub q_inv_angstrom: f64,
    /// Speckle contrast.
    pub contrast: Contrast,
    /// Delays left out because they carry no error.
    pub left_out: usize,
    /// Slope of g2 over the logarithm of the delay.
    pub drift: Drift,
    /// Whether the sample relaxed.
    pub decay: Decay,
    /// Mean intensity on the detector.
    pub detector: BinMean,
    /// Mean of the scattering curve over the bin, photon/pixel/frame.
    pub curve_mean: Option<f64>,
}

/// Calibrates contrast and stability, one report for each bin of the wave vector.
///
/// # Errors
///
/// [`XpcsError::NoAnswer`] when a bin has fewer than three delays with an error.
#[monitored_workflow(
    name = "aerogel_analysis",
    max_ms = 200,
    max_peak_mb = 100,
    max_rss_mb = 250
)]
pub fn analyse(input: &AerogelInput) -> Result<Vec<BinReport>, XpcsError> {
    let q_inv_angstrom = &input.g2.q_inv_angstrom;
    let detector = bin_means(
        &input.detector.intensity,
        &input.detector.q_bin,
        q_inv_angstrom.len(),
    );
    let curve = curve_means(&input.curve, q_inv_angstrom);
    (0..q_inv_angstrom.len())
        .map(|bin| correlation(&input.g2, bin, detector[bin], curve[bin]))
        .collect()
}

fn correlation(
    data: &AerogelG2,
    bin: usize,
    detector: BinMean,
    curve_mean: Option<f64>,
) -> Result<BinReport, XpcsError> {
    let (g2, g2_err) = data.bin(bin);
    let (points, left_out) = weighted_points(&data.tau_s, g2, g2_err);
    let (Some(contrast), Some(drift)) = (contrast(&points), drift(&points)) else {
        return Err(XpcsError::NoAnswer {
            problem: format!(
                "bin {} of g2 has only {} delays with an error",
                bin + 1,
                points.len()
            ),
            remedy: "leave the bin out where the data are written, or give its points errors",
        });
    };
    Ok(BinReport {
        q_inv_angstrom: data.q_inv_angstrom[bin],
        contrast,
        left_out,
        drift,
        decay: decay(&points),
        detector,
        curve_mean,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xpcs::dataset::generate::aerogel::{CONTRAST, static_reference};

    #[test]
    fn a_generated_reference_is_static_and_has_its_contrast() {
        let bins = analyse(&static_reference(3)).expect("every bin has delays");
        for bin in &bins {
            let off = (bin.contrast.value - CONTRAST).abs() / bin.contrast.error;
            assert!(off < 5.0, "{bin:?}");
            assert_eq!((bin.left_out, bin.decay), (1, Decay::None), "{bin:?}");
            assert!(!bin.drift.is_significant(), "{bin:?}");
            let curve = bin.curve_mean.expect("the curve has points in every bin");
            assert!((bin.detector.mean / curve - 1.0).abs() < 0.02, "{bin:?}");
        }
    }

    #[test]
    fn a_relaxing_bin_stands_out() {
        let mut input = static_reference(4);
        let delays = input.g2.tau_s.len();
        for (k, tau_s) in input.g2.tau_s.iter().enumerate() {
            let decayed = CONTRAST * (1.0 - (-2.0 * tau_s / 0.05).exp());
            input.g2.g2[2 * delays + k] -= decayed;
        }
        let bins = analyse(&input).expect("every bin has delays");
        assert!(bins[2].drift.is_significant());
        let decay_s = bins[2].decay.resolved().expect("inside the window").decay_s;
        assert!((decay_s / 0.05 - 1.0).abs() < 0.05, "{decay_s}");
        assert_eq!(bins[1].decay, Decay::None);
    }

    #[test]
    fn a_bin_without_errors_is_refused_by_name() {
        let mut input = static_reference(5);
        let delays = input.g2.tau_s.len();
        input.g2.g2_err[3 * delays..4 * delays].fill(0.0);
        let refused = analyse(&input)
            .expect_err("bin 4 cannot be weighted")
            .to_string();
        assert!(
            refused.contains("bin 4 of g2 has only 0 delays"),
            "{refused}"
        );
    }
}
