//! Fitting the homodyne model to a two-time correlation.
//!
//! [`pairs`] lays the data out and [`noise`] says how noisy they are; [`objective`] turns
//! parameters into a reduced chi-squared, with [`scaling`] for what least squares can answer
//! directly; [`coordinates`] make the search well scaled, [`starts`] scans for places to begin,
//! `search` walks downhill from them, and [`uncertainty`] says how far the answer can be trusted,
//! [`standard_errors`] in physical units. [`analysis`] ties them together into an [`outcome`].

pub mod analysis;
pub mod coordinates;
pub mod noise;
pub mod objective;
pub mod outcome;
pub mod pairs;
pub mod scaling;
mod search;
pub mod standard_errors;
pub mod starts;
pub mod uncertainty;

pub use analysis::{laminar_flow, static_anisotropic, static_isotropic};
pub use outcome::HomodyneFit;
pub use search::Progress;

/// Which model is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// No shear and no dependence on the angle: all angles are averaged first.
    StaticIsotropic,
    /// No shear, contrast and offset of each angle.
    StaticAnisotropic,
    /// Diffusion and shear, contrast and offset of each angle.
    LaminarFlow,
}

impl Mode {
    /// Number of parameters shared by all angles.
    pub const fn fitted_parameters(self) -> usize {
        match self {
            Self::StaticIsotropic | Self::StaticAnisotropic => 3,
            Self::LaminarFlow => 7,
        }
    }

    /// Name of the mode, as in the results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StaticIsotropic => "static_isotropic",
            Self::StaticAnisotropic => "static_anisotropic",
            Self::LaminarFlow => "laminar_flow",
        }
    }
}
