//! The inputs of the analyses: read from `.npz` files, or generated from known truths.
//!
//! [`npz`] opens archives, [`check`] holds what every array has to satisfy, [`two_time`],
//! [`aerogel`] and [`detector`] say what one data set consists of, and [`generate`] makes small
//! ones with known parameters, so that the program runs on a machine without any data.

pub mod aerogel;
pub mod check;
pub mod detector;
pub mod generate;
pub mod npz;
#[cfg(test)]
mod stored;
pub mod two_time;

pub use aerogel::AerogelG2;
pub use detector::{Detector, ScatteringCurve};
pub use two_time::TwoTime;
