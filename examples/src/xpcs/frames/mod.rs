//! Correlation from the frames themselves.
//!
//! [`stack`] is a run of frames; [`multi_tau`] averages over time at delays that grow with a power
//! of two, [`two_time`] keeps every pair of times; [`analysis`] compares both with the truth of
//! generated frames.

pub mod analysis;
pub mod multi_tau;
pub mod stack;
pub mod two_time;

pub use analysis::{FramesReport, analyse};
pub use stack::FrameStack;
