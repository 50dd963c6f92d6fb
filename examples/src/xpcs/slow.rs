//! Makes a step do its work several times over, on request: whether a report names the step that is slow, only a step that
//! is slow can show.

use std::sync::atomic::{AtomicU32, Ordering};

/// A slow step works so many times.
const TIMES: u32 = 12;

/// A step that can be made slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// [`fill_diffusion`](super::model::diffusion::fill_diffusion).
    FillDiffusion,
    /// [`multi_tau`](super::frames::multi_tau::multi_tau).
    MultiTau,
}

/// The steps under the names of their functions.
pub const STEPS: [(&str, Step); 2] = [
    ("fill_diffusion", Step::FillDiffusion),
    ("multi_tau", Step::MultiTau),
];

/// How often more than once each step works.
static EXTRA: [AtomicU32; STEPS.len()] = [AtomicU32::new(0), AtomicU32::new(0)];

/// Makes a step slow for the rest of the process.
pub fn slow_down(step: Step) {
    EXTRA[step as usize].store(TIMES - 1, Ordering::Relaxed);
}

/// The repetitions that a step has to do before its work counts: none unless it was made slow.
#[inline]
pub(super) fn repetitions(step: Step) -> u32 {
    EXTRA[step as usize].load(Ordering::Relaxed)
}
