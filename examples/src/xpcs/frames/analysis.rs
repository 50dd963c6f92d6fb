//! Both correlations of a stack of frames, and the relaxation they show.

use perf_runtime::monitored_workflow;

use crate::xpcs::aerogel::Point;
use crate::xpcs::aerogel::decay::{Decay, decay};

use super::FrameStack;
use super::multi_tau::{DelayPoint, multi_tau};
use super::two_time::{mean_along_diagonals, two_time};

/// What the frames say.
#[derive(Clone, Debug)]
pub struct FramesReport {
    /// Multi-tau correlation.
    pub multi_tau: Vec<DelayPoint>,
    /// g2 from the two-time correlation at delays of 1, 2, … frames.
    pub two_time_g2: Vec<f64>,
    /// The relaxation seen by multi-tau.
    pub decay: Decay,
}

/// Correlates the frames both ways and looks for a relaxation.
#[monitored_workflow(
    name = "frames_analysis",
    max_ms = 500,
    max_peak_mb = 100,
    max_rss_mb = 250
)]
pub fn analyse(stack: &FrameStack) -> FramesReport {
    let multi_tau = multi_tau(stack);
    let two_time_g2 = mean_along_diagonals(&two_time(stack), stack.n_frames());
    let points: Vec<Point> = multi_tau
        .iter()
        .filter(|point| point.g2_err > 0.0)
        .map(|point| Point {
            tau_s: point.tau_s,
            g2: point.g2,
            weight: 1.0 / (point.g2_err * point.g2_err),
        })
        .collect();
    FramesReport {
        multi_tau,
        two_time_g2,
        decay: decay(&points),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xpcs::dataset::generate::frames::FramesTruth;

    /// Both correlations against the known g2, delay by delay, within five standard errors.
    #[test]
    fn generated_speckle_shows_its_known_correlation() {
        let truth = FramesTruth::speckle();
        let report = analyse(&truth.expose(11));
        for point in &report.multi_tau {
            let off = (point.g2 - truth.g2(point.tau_s, point.width)).abs() / point.g2_err;
            assert!(off < 5.0, "{point:?} is {off:.1} errors off");
        }
        for point in report.multi_tau.iter().filter(|point| point.width == 1) {
            let lag = (point.tau_s / truth.frame_period_s).round() as usize;
            let two_time = report.two_time_g2[lag - 1];
            assert!(
                (two_time - point.g2).abs() < 5.0 * point.g2_err,
                "lag {lag}: {two_time}"
            );
        }
        let Decay::Resolved(fit) = report.decay else {
            panic!("{:?}", report.decay)
        };
        assert!((fit.decay_s / truth.decay_s - 1.0).abs() < 0.05, "{fit:?}");
        assert!((fit.exponent - 1.0).abs() < 0.05, "{fit:?}");
    }
}
