//! A measured two-time correlation, one matrix for each angle.

use perf_runtime::perf_budget;

use std::path::Path;

use super::check;
use super::npz::{Archive, Array};
use crate::xpcs::XpcsError;
use crate::xpcs::model::Geometry;

/// Name of the file inside a data folder.
pub const FILE: &str = "c2_laminar_flow.npz";

/// Fewest frames that leave room for seven parameters and an estimate of the noise.
const LEAST_FRAMES: usize = 12;

/// Largest difference between the declared frame period and the spacing of the frame times, as a
/// share of the period. Times of thinned-out frames with the old period would fit a transport
/// coefficient that is wrong by the thinning factor.
const PERIOD_TOLERANCE: f64 = 1e-3;

/// A two-time correlation and what is needed to interpret it.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoTime {
    /// Wave vector and gap.
    pub geometry: Geometry,
    /// Azimuth of each matrix, degrees.
    pub phi_deg: Vec<f64>,
    /// Time of each frame, s.
    pub t_s: Vec<f64>,
    /// The matrices, shape (angles, frames, frames), row-major.
    pub c2: Vec<f64>,
}

impl TwoTime {
    /// Reads [`FILE`] from `folder`: arrays `c2`, `phi_deg`, `t_s`, `q_inv_angstrom`,
    /// `gap_angstrom`, `frame_period_s`.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Missing`] or [`XpcsError::Malformed`], naming file and array.
    #[perf_budget(max_ms = 50)]
    pub fn load(folder: &Path) -> Result<Self, XpcsError> {
        let mut archive = Archive::open(folder, FILE)?;
        let t_s = times(&mut archive)?;
        let phi_deg = angles(&mut archive)?;
        let c2 = archive.floats("c2")?;
        let path = archive.path();
        check::shape(path, "c2", &c2, &[phi_deg.len(), t_s.len(), t_s.len()])?;
        check::finite(path, "c2", &c2)?;
        let geometry = Geometry {
            q_inv_angstrom: scalar(&mut archive, "q_inv_angstrom")?,
            gap_angstrom: scalar(&mut archive, "gap_angstrom")?,
        };
        Ok(Self {
            geometry,
            phi_deg,
            t_s,
            c2: c2.values,
        })
    }

    /// The matrix of angle `angle`, row-major.
    pub fn matrix(&self, angle: usize) -> &[f64] {
        let length = self.t_s.len() * self.t_s.len();
        &self.c2[angle * length..(angle + 1) * length]
    }
}

fn times(archive: &mut Archive) -> Result<Vec<f64>, XpcsError> {
    let t_s = archive.floats("t_s")?;
    let period_s = scalar(archive, "frame_period_s")?;
    let path = archive.path();
    let frames = check::length(path, "t_s", &t_s, LEAST_FRAMES)?;
    check::finite(path, "t_s", &t_s)?;
    check::increasing(path, "t_s", &t_s)?;
    check::sensible(path, "t_s", t_s.values[0] >= 0.0, || {
        format!(
            "starts at {} s, expected a time from the start of the flow",
            t_s.values[0]
        )
    })?;
    let spacing_s = (t_s.values[frames - 1] - t_s.values[0]) / (frames - 1) as f64;
    let agree = (spacing_s / period_s - 1.0).abs() <= PERIOD_TOLERANCE;
    check::sensible(path, "frame_period_s", agree, || {
        format!("is {period_s} s, but the times `t_s` are {spacing_s} s apart")
    })?;
    Ok(t_s.values)
}

fn angles(archive: &mut Archive) -> Result<Vec<f64>, XpcsError> {
    let phi_deg = archive.floats("phi_deg")?;
    check::length(archive.path(), "phi_deg", &phi_deg, 1)?;
    check::finite(archive.path(), "phi_deg", &phi_deg)?;
    Ok(phi_deg.values)
}

/// A positive number stored as an array of no axis or of one element.
fn scalar(archive: &mut Archive, name: &'static str) -> Result<f64, XpcsError> {
    let Array { shape, values } = archive.floats(name)?;
    let array = Array {
        shape: if shape.is_empty() { vec![1] } else { shape },
        values,
    };
    let path = archive.path();
    check::shape(path, name, &array, &[1])?;
    check::finite(path, name, &array)?;
    check::positive(path, name, &array)?;
    Ok(array.values[0])
}
