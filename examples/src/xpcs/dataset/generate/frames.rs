//! Frames of fluctuating speckle whose correlation is known: an Ornstein–Uhlenbeck process.

use crate::xpcs::frames::FrameStack;

use super::normal::Normal;

/// What a generated stack is made from.
#[derive(Clone, Copy, Debug)]
pub struct FramesTruth {
    /// Time from frame to frame, s.
    pub frame_period_s: f64,
    /// Decay time of the field correlation, s.
    pub decay_s: f64,
    /// Number of frames.
    pub n_frames: usize,
    /// Pixels in a frame, each a speckle of its own.
    pub n_pixels: usize,
}

impl FramesTruth {
    /// A thousand speckles that renew themselves some sixteen times while 512 frames are taken.
    pub fn speckle() -> Self {
        Self {
            frame_period_s: 0.01,
            decay_s: 0.32,
            n_frames: 512,
            n_pixels: 1024,
        }
    }

    /// The frames. The field of a pixel is a complex number whose parts forget themselves with
    /// `exp(−t/decay_s)`; the intensity is its squared length, with mean 1.
    pub fn expose(&self, seed: u64) -> FrameStack {
        let mut normal = Normal::seeded(seed);
        let memory = (-self.frame_period_s / self.decay_s).exp();
        let renewal = (1.0 - memory * memory).sqrt();
        let mut field: Vec<f64> = (0..2 * self.n_pixels).map(|_| normal.draw()).collect();
        let mut intensity = Vec::with_capacity(self.n_frames * self.n_pixels);
        for _ in 0..self.n_frames {
            intensity.extend(
                field
                    .chunks_exact(2)
                    .map(|e| 0.5 * (e[0] * e[0] + e[1] * e[1])),
            );
            for part in &mut field {
                *part = memory * *part + renewal * normal.draw();
            }
        }
        FrameStack::new(self.frame_period_s, self.n_pixels, intensity)
    }

    /// The g2 that frames of such speckle have on average at `tau_s`, after `width` of them were
    /// averaged into one: `1 + exp(−2τ/decay_s)`, smeared over the distances within two averages.
    pub fn g2(&self, tau_s: f64, width: usize) -> f64 {
        let width = width as i32;
        let smeared: f64 = (1 - width..width)
            .map(|shift| {
                let share = f64::from(width - shift.abs()) / f64::from(width * width);
                let distance_s = tau_s + f64::from(shift) * self.frame_period_s;
                share * (-2.0 * distance_s.abs() / self.decay_s).exp()
            })
            .sum();
        1.0 + smeared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Squared length of a complex normal number: an exponential distribution, whose variance is 1.
    #[test]
    fn speckle_has_mean_and_contrast_one() {
        let truth = FramesTruth {
            n_frames: 1,
            n_pixels: 100_000,
            ..FramesTruth::speckle()
        };
        let stack = truth.expose(1);
        let n = stack.n_pixels() as f64;
        let mean = stack.frame(0).iter().sum::<f64>() / n;
        let variance = stack
            .frame(0)
            .iter()
            .map(|i| (i - mean).powi(2))
            .sum::<f64>()
            / n;
        // Five standard errors: of the mean 1/√n, of the variance √(8/n).
        assert!((mean - 1.0).abs() < 5.0 / n.sqrt(), "{mean}");
        assert!(
            (variance - 1.0).abs() < 5.0 * (8.0 / n).sqrt(),
            "{variance}"
        );
    }

    #[test]
    fn the_truth_is_smeared_by_averaging() {
        let truth = FramesTruth {
            frame_period_s: 1.0,
            decay_s: 2.0,
            n_frames: 0,
            n_pixels: 1,
        };
        assert!((truth.g2(3.0, 1) - 1.0 - (-3.0_f64).exp()).abs() < 1e-15);
        let by_hand = 0.25 * (-3.0_f64).exp() + 0.5 * (-4.0_f64).exp() + 0.25 * (-5.0_f64).exp();
        assert!((truth.g2(4.0, 2) - 1.0 - by_hand).abs() < 1e-15);
    }
}
