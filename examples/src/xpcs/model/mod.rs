//! The homodyne laminar-flow model: parameters → two-time correlation.
//!
//! He, Liang, Chu, Jiang, de Pablo, Tirrell, Narayanan, Chen, "Transport coefficient approach for
//! characterizing nonequilibrium dynamics in soft matter", PNAS 2024, 121 (31), e2401162121.
//!
//! [`power_law`] gives transport coefficient and shear rate at an instant, [`integral`] adds them
//! up over time, [`diffusion`] and [`shear`] turn the integrals into the two factors of the
//! correlation, `exp(−q² J_D) · sinc²(x)`, for every pair of frames.

pub mod diffusion;
pub mod integral;
pub mod power_law;
pub mod shear;

pub use power_law::PowerLaw;

/// Where and through what the sample was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Length of the wave vector, 1/Å.
    pub q_inv_angstrom: f64,
    /// Gap of the shear cell, Å.
    pub gap_angstrom: f64,
}

/// Shear of the sample between the plates of the cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shear {
    /// Shear rate, 1/s.
    pub rate: PowerLaw,
    /// Direction of the flow, degrees.
    pub phi0_deg: f64,
}

/// All parameters of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// Transport coefficient, Å²/s.
    pub transport: PowerLaw,
    /// The shear, where there is one; `None` is a static sample.
    pub shear: Option<Shear>,
}

/// Number of pairs `i < j` among `n_frames` frames.
pub const fn pair_count(n_frames: usize) -> usize {
    n_frames * n_frames.saturating_sub(1) / 2
}
