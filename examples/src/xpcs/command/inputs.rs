//! Where the inputs come from: a folder, or known truths.

use std::path::PathBuf;

use crate::xpcs::XpcsError;
use crate::xpcs::aerogel::AerogelInput;
use crate::xpcs::dataset::generate::aerogel::static_reference;
use crate::xpcs::dataset::generate::frames::FramesTruth;
use crate::xpcs::dataset::generate::two_time::TwoTimeTruth;
use crate::xpcs::dataset::{AerogelG2, Detector, ScatteringCurve, TwoTime};
use crate::xpcs::frames::FrameStack;

/// Seed of the generated data: any would do, but every run should say the same.
const SEED: u64 = 20_200_218;

/// A folder with `.npz` files, or generated data.
pub(super) struct Source {
    folder: Option<PathBuf>,
}

impl Source {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// The source for a reader of the results.
    pub(super) fn description(&self) -> String {
        match &self.folder {
            Some(folder) => folder.display().to_string(),
            None => "generated".to_owned(),
        }
    }

    pub(super) fn two_time(&self) -> Result<TwoTime, XpcsError> {
        match &self.folder {
            Some(folder) => TwoTime::load(folder),
            None => Ok(TwoTimeTruth::laminar_flow().measure(SEED)),
        }
    }

    pub(super) fn aerogel(&self) -> Result<AerogelInput, XpcsError> {
        let Some(folder) = &self.folder else {
            return Ok(static_reference(SEED));
        };
        let g2 = AerogelG2::load(folder)?;
        let detector = Detector::load(folder, g2.q_inv_angstrom.len())?;
        Ok(AerogelInput {
            g2,
            detector,
            curve: ScatteringCurve::load(folder)?,
        })
    }

    /// Frames are always generated: no measured stack is small enough to come along.
    pub(super) fn frames(&self) -> (FrameStack, FramesTruth) {
        let truth = FramesTruth::speckle();
        (truth.expose(SEED), truth)
    }
}
