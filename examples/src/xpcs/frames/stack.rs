//! A run of detector frames.

/// Frames one after the other, every frame with its pixels side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameStack {
    frame_period_s: f64,
    n_pixels: usize,
    intensity: Vec<f64>,
}

impl FrameStack {
    /// A stack of whole frames of `n_pixels` pixels, taken every `frame_period_s` seconds.
    ///
    /// # Panics
    ///
    /// When the intensities do not fill whole frames, or a frame has no pixels.
    pub fn new(frame_period_s: f64, n_pixels: usize, intensity: Vec<f64>) -> Self {
        assert!(
            n_pixels > 0 && intensity.len().is_multiple_of(n_pixels),
            "whole frames"
        );
        Self {
            frame_period_s,
            n_pixels,
            intensity,
        }
    }

    /// Time from frame to frame, s.
    pub fn frame_period_s(&self) -> f64 {
        self.frame_period_s
    }

    /// Pixels in a frame.
    pub fn n_pixels(&self) -> usize {
        self.n_pixels
    }

    /// Number of frames.
    pub fn n_frames(&self) -> usize {
        self.intensity.len() / self.n_pixels
    }

    /// The pixels of frame `k`.
    pub fn frame(&self, k: usize) -> &[f64] {
        &self.intensity[k * self.n_pixels..(k + 1) * self.n_pixels]
    }

    /// Every two neighbouring frames averaged: half the frames, twice the period. An odd last frame
    /// is dropped.
    pub fn halved(&self) -> Self {
        let mut intensity = Vec::with_capacity(self.intensity.len() / 2);
        for pair in self.intensity.chunks_exact(2 * self.n_pixels) {
            let (first, second) = pair.split_at(self.n_pixels);
            intensity.extend(first.iter().zip(second).map(|(a, b)| 0.5 * (a + b)));
        }
        Self {
            frame_period_s: 2.0 * self.frame_period_s,
            n_pixels: self.n_pixels,
            intensity,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halving_averages_neighbours_and_drops_an_odd_frame() {
        let stack = FrameStack::new(0.1, 2, vec![1.0, 2.0, 3.0, 6.0, 9.0, 9.0]);
        let halved = stack.halved();
        assert_eq!(halved.n_frames(), 1);
        assert_eq!(halved.frame(0), [2.0, 4.0]);
        assert_eq!(halved.frame_period_s(), 0.2);
    }

    #[test]
    #[should_panic(expected = "whole frames")]
    fn half_a_frame_is_refused() {
        FrameStack::new(0.1, 2, vec![1.0; 3]);
    }
}
