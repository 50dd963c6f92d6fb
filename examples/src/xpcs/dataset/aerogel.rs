//! A measured g2 of a static reference sample.

use perf_runtime::perf_budget;

use std::path::Path;

use super::check;
use super::npz::{Archive, Array};
use crate::xpcs::XpcsError;

/// Name of the file inside a data folder.
pub const FILE: &str = "aerogel_8idi_g2.npz";

/// Fewest delays from which a relaxation can be told from a constant (three parameters against
/// one, and some freedom left).
const LEAST_DELAYS: usize = 8;

/// Intensity correlation g2 over delay, for each bin of the wave vector.
#[derive(Clone, Debug, PartialEq)]
pub struct AerogelG2 {
    /// Delays, s.
    pub tau_s: Vec<f64>,
    /// Wave vector at the centre of each bin, 1/Å.
    pub q_inv_angstrom: Vec<f64>,
    /// g2 of each bin: shape (bins, delays), row-major.
    pub g2: Vec<f64>,
    /// Standard error of each g2; 0 where the instrument gave none.
    pub g2_err: Vec<f64>,
}

impl AerogelG2 {
    /// Reads [`FILE`] from `folder`: arrays `tau_s`, `q_inv_angstrom`, and `g2` and `g2_err` with
    /// the delays along the first axis.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Missing`] or [`XpcsError::Malformed`], naming file and array.
    #[perf_budget(max_ms = 50)]
    pub fn load(folder: &Path) -> Result<Self, XpcsError> {
        let mut archive = Archive::open(folder, FILE)?;
        let tau_s = axis(&mut archive, "tau_s", LEAST_DELAYS)?;
        let q_inv_angstrom = axis(&mut archive, "q_inv_angstrom", 1)?;
        let shape = [tau_s.len(), q_inv_angstrom.len()];
        let g2 = table(&mut archive, "g2", &shape)?;
        let g2_err = table(&mut archive, "g2_err", &shape)?;
        let lowest = g2_err.iter().copied().fold(0.0, f64::min);
        check::sensible(archive.path(), "g2_err", lowest >= 0.0, || {
            format!("holds the negative error {lowest}")
        })?;
        Ok(Self {
            tau_s,
            q_inv_angstrom,
            g2,
            g2_err,
        })
    }

    /// g2 and its errors for one bin, over all delays.
    pub fn bin(&self, bin: usize) -> (&[f64], &[f64]) {
        let row = bin * self.tau_s.len()..(bin + 1) * self.tau_s.len();
        (&self.g2[row.clone()], &self.g2_err[row])
    }
}

pub(super) fn axis(
    archive: &mut Archive,
    name: &'static str,
    least: usize,
) -> Result<Vec<f64>, XpcsError> {
    let array = archive.floats(name)?;
    let path = archive.path();
    check::length(path, name, &array, least)?;
    check::finite(path, name, &array)?;
    check::positive(path, name, &array)?;
    check::increasing(path, name, &array)?;
    Ok(array.values)
}

/// A table of (delays, bins), turned so that the delays of one bin lie together.
fn table(
    archive: &mut Archive,
    name: &'static str,
    shape: &[usize; 2],
) -> Result<Vec<f64>, XpcsError> {
    let array = archive.floats(name)?;
    check::shape(archive.path(), name, &array, shape)?;
    check::finite(archive.path(), name, &array)?;
    Ok(transposed(&array, *shape))
}

fn transposed(array: &Array<f64>, [rows, columns]: [usize; 2]) -> Vec<f64> {
    (0..columns)
        .flat_map(|column| (0..rows).map(move |row| array.values[row * columns + column]))
        .collect()
}
