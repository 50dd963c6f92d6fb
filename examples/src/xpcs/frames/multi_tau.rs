//! Multi-tau correlation: delays that grow with a power of two, on frames averaged to match.

use std::hint::black_box;

use perf_runtime::perf_budget;

use super::FrameStack;
use crate::xpcs::slow::{self, Step};

/// Delays on each level of averaging; the first level has twice as many. Eight to a factor of two
/// would be finer; four is what the beamline's own software uses.
pub const DELAYS_PER_LEVEL: usize = 4;

/// Fewest frames on a level: its longest delay is then averaged over as many pairs as it is long.
const LEAST_FRAMES: usize = 4 * DELAYS_PER_LEVEL;

/// g2 at one delay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DelayPoint {
    /// Delay, s.
    pub tau_s: f64,
    /// Frames averaged into one before correlating.
    pub width: usize,
    /// Intensity correlation.
    pub g2: f64,
    /// Its standard error, from the scatter between pixels; 0 with a single pixel.
    pub g2_err: f64,
}

/// g2 at delays of 1 … 8 frames, then 5 … 8 double frames, 5 … 8 quadruple frames, and so on while
/// enough frames are left.
///
/// The work is proportional to frames × pixels: each level has half the frames of the one before.
#[perf_budget(max_ms = 100, max_peak_mb = 8)]
pub fn multi_tau(stack: &FrameStack) -> Vec<DelayPoint> {
    for _ in 0..slow::repetitions(Step::MultiTau) {
        black_box(points(black_box(stack)));
    }
    points(stack)
}

fn points(stack: &FrameStack) -> Vec<DelayPoint> {
    let mut points = Vec::new();
    let mut sums = PixelSums::new(stack.n_pixels());
    let mut level = stack.clone();
    let mut width = 1;
    while level.n_frames() >= LEAST_FRAMES {
        let first = if width == 1 { 1 } else { DELAYS_PER_LEVEL + 1 };
        for lag in first..=2 * DELAYS_PER_LEVEL {
            let (g2, g2_err) = sums.correlate(&level, lag);
            points.push(DelayPoint {
                tau_s: lag as f64 * level.frame_period_s(),
                width,
                g2,
                g2_err,
            });
        }
        level = level.halved();
        width *= 2;
    }
    points
}

/// Sums over time for each pixel: of the products, and of the earlier and the later intensity.
struct PixelSums {
    product: Vec<f64>,
    earlier: Vec<f64>,
    later: Vec<f64>,
}

impl PixelSums {
    fn new(n_pixels: usize) -> Self {
        let zeros = vec![0.0; n_pixels];
        Self {
            product: zeros.clone(),
            earlier: zeros.clone(),
            later: zeros,
        }
    }

    /// g2 at a delay of `lag` frames, and its standard error.
    ///
    /// Symmetrically normalised: the product is divided by the mean of exactly those intensities
    /// that entered as the earlier and as the later factor, so that slow changes cancel.
    fn correlate(&mut self, stack: &FrameStack, lag: usize) -> (f64, f64) {
        self.accumulate(stack, lag);
        let n_pixels = stack.n_pixels() as f64;
        let n = n_pixels * (stack.n_frames() - lag) as f64;
        let mean = |sums: &[f64]| sums.iter().sum::<f64>() / n;
        let (product, earlier, later) =
            (mean(&self.product), mean(&self.earlier), mean(&self.later));
        let g2 = product / (earlier * later);
        let per_pixel = n_pixels / n;
        // To first order, what each pixel adds to the quotient.
        let scatter: f64 = (0..stack.n_pixels())
            .map(|pixel| {
                self.product[pixel] * per_pixel / product
                    - self.earlier[pixel] * per_pixel / earlier
                    - self.later[pixel] * per_pixel / later
                    + 1.0
            })
            .map(|deviation| deviation * deviation)
            .sum();
        let error = g2 * (scatter / (n_pixels - 1.0).max(1.0) / n_pixels).sqrt();
        (g2, if n_pixels > 1.0 { error } else { 0.0 })
    }

    fn accumulate(&mut self, stack: &FrameStack, lag: usize) {
        for sums in [&mut self.product, &mut self.earlier, &mut self.later] {
            sums.fill(0.0);
        }
        for k in 0..stack.n_frames() - lag {
            self.add(stack.frame(k), stack.frame(k + lag));
        }
    }

    fn add(&mut self, earlier: &[f64], later: &[f64]) {
        let sums = self
            .product
            .iter_mut()
            .zip(&mut self.earlier)
            .zip(&mut self.later);
        for (((product, sum_earlier), sum_later), (a, b)) in sums.zip(earlier.iter().zip(later)) {
            *product += a * b;
            *sum_earlier += a;
            *sum_later += b;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_follow_the_scheme_of_the_beamline() {
        let stack = FrameStack::new(0.5, 1, vec![1.0; 64]);
        let delays: Vec<f64> = multi_tau(&stack)
            .iter()
            .map(|point| point.tau_s / 0.5)
            .collect();
        let expected = [
            1., 2., 3., 4., 5., 6., 7., 8., 10., 12., 14., 16., 20., 24., 28., 32.,
        ];
        assert_eq!(delays, expected);
    }

    #[test]
    fn constant_light_is_uncorrelated_and_without_error() {
        let stack = FrameStack::new(1.0, 3, vec![2.0; 3 * 32]);
        assert!(
            multi_tau(&stack)
                .iter()
                .all(|point| point.g2 == 1.0 && point.g2_err < 1e-12)
        );
    }

    /// A static pattern: g2 = ⟨I²⟩/⟨I⟩² at every delay, here (1 + 9)/2 / 2² = 1.25.
    #[test]
    fn a_static_pattern_keeps_its_contrast() {
        let stack = FrameStack::new(1.0, 2, [1.0, 3.0].repeat(64));
        assert!(
            multi_tau(&stack)
                .iter()
                .all(|point| (point.g2 - 1.25).abs() < 1e-14)
        );
    }

    /// Light that alternates between 0 and 2: products vanish at odd delays and are 0, 4, 0, 4 … at
    /// even ones; averaged in pairs it is constant.
    #[test]
    fn alternating_light_by_hand() {
        let stack = FrameStack::new(1.0, 1, [0.0, 2.0].repeat(16));
        let points = multi_tau(&stack);
        assert_eq!(points[0].g2, 0.0);
        assert_eq!(points[1].g2, 2.0);
        assert!(points[8..].iter().all(|point| point.g2 == 1.0));
    }
}
