//! X-ray photon correlation spectroscopy (XPCS): how a speckle pattern fluctuates, and why.
//!
//! Three analyses share this module. [`fit`] finds transport coefficient and shear rate of a
//! sheared sample from its two-time correlation; [`aerogel`] calibrates contrast and stability with
//! a sample that does not move; [`frames`] computes correlations from the frames themselves.
//! [`dataset`] reads or generates their inputs, [`results`] is what they hand back, and [`figures`]
//! draws it, [`command`] is the program around them. [`model`], [`chi_squared`] and `sums` are the arithmetic below, and
//! [`slow`] makes a step slow on purpose.

pub mod aerogel;
pub mod chi_squared;
pub mod command;
pub mod dataset;
pub mod error;
pub mod figures;
pub mod fit;
pub mod frames;
pub mod model;
pub mod results;
mod simplex;
pub mod slow;
mod sums;

pub use error::XpcsError;
