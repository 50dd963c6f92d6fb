//! The static scattering: the detector image with its map of bins, and the curve made from it.

use perf_runtime::perf_budget;

use std::path::Path;

use super::aerogel::axis;
use super::check;
use super::npz::{Archive, Array};
use crate::xpcs::XpcsError;

/// Name of the file with the image and the map.
pub const IMAGE_FILE: &str = "aerogel_8idi_saxs2d.npz";
/// Name of the file with the curve.
pub const CURVE_FILE: &str = "aerogel_8idi_saxs1d.npz";

/// A detector image averaged over the run, and which pixel belongs to which bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Detector {
    /// Mean intensity of each pixel, photon/pixel/frame.
    pub intensity: Vec<f32>,
    /// Bin of each pixel, from 1; 0 is masked.
    pub q_bin: Vec<u16>,
}

/// Scattered intensity over the wave vector, averaged over the azimuth.
#[derive(Clone, Debug, PartialEq)]
pub struct ScatteringCurve {
    /// Wave vector, 1/Å, increasing.
    pub q_inv_angstrom: Vec<f64>,
    /// Intensity, photon/pixel/frame.
    pub intensity: Vec<f64>,
}

impl Detector {
    /// Reads [`IMAGE_FILE`] from `folder`: arrays `intensity` (f32) and `q_bin` (u16, bins from 1
    /// to `n_bins`) of one shape.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Missing`] or [`XpcsError::Malformed`], naming file and array.
    #[perf_budget(max_ms = 50)]
    pub fn load(folder: &Path, n_bins: usize) -> Result<Self, XpcsError> {
        let mut archive = Archive::open(folder, IMAGE_FILE)?;
        let intensity: Array<f32> = archive.array("intensity")?;
        let q_bin: Array<u16> = archive.array("q_bin")?;
        let path = archive.path();
        check::shape(path, "q_bin", &q_bin, &intensity.shape)?;
        let highest = q_bin.values.iter().copied().max().unwrap_or(0);
        check::sensible(path, "q_bin", usize::from(highest) <= n_bins, || {
            format!("names bin {highest}, but there are {n_bins} bins of the wave vector")
        })?;
        let bad = intensity
            .values
            .iter()
            .filter(|value| !value.is_finite())
            .count();
        check::sensible(path, "intensity", bad == 0, || {
            format!("holds {bad} value(s) that are not finite")
        })?;
        Ok(Self {
            intensity: intensity.values,
            q_bin: q_bin.values,
        })
    }
}

impl ScatteringCurve {
    /// Reads [`CURVE_FILE`] from `folder`: arrays `q_inv_angstrom` and `intensity` of one length.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Missing`] or [`XpcsError::Malformed`], naming file and array.
    #[perf_budget(max_ms = 50)]
    pub fn load(folder: &Path) -> Result<Self, XpcsError> {
        let mut archive = Archive::open(folder, CURVE_FILE)?;
        let q_inv_angstrom = axis(&mut archive, "q_inv_angstrom", 2)?;
        let intensity = archive.floats("intensity")?;
        check::shape(
            archive.path(),
            "intensity",
            &intensity,
            &[q_inv_angstrom.len()],
        )?;
        check::finite(archive.path(), "intensity", &intensity)?;
        Ok(Self {
            q_inv_angstrom,
            intensity: intensity.values,
        })
    }
}
