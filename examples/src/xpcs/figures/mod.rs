//! Figures of what was found, as SVG files: the correlation measured and fitted, the contrast, the decay of the frames;
//! and, with monitoring, where the time of the analyses went.

mod aerogel;
mod colour;
#[cfg(feature = "monitoring")]
mod flow;
mod frames;
mod two_time;

use std::fmt;
use std::path::{Path, PathBuf};

use plotters::prelude::{IntoDrawingArea as _, RGBColor, SVGBackend, WHITE};

use crate::xpcs::XpcsError;
use crate::xpcs::dataset::TwoTime;
use crate::xpcs::fit::HomodyneFit;
use crate::xpcs::results::aerogel::AerogelRecord;
use crate::xpcs::results::frames::FramesRecord;

/// Where a figure is drawn.
type Canvas<'a> = plotters::prelude::DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// Lines that guide the eye and hide nothing.
const GRID: RGBColor = RGBColor(225, 225, 225);

/// What drawing can fail with.
type Drawn = Result<(), Box<dyn std::error::Error>>;

/// A folder for figures.
#[derive(Debug)]
pub struct Figures {
    folder: PathBuf,
}

impl Figures {
    /// Makes the folder, before any work is done.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Output`] when it cannot be made.
    pub fn prepare(folder: &Path) -> Result<Self, XpcsError> {
        match std::fs::create_dir_all(folder) {
            Ok(()) => Ok(Self {
                folder: folder.to_owned(),
            }),
            Err(cause) => Err(XpcsError::Output {
                path: folder.to_owned(),
                cause,
            }),
        }
    }

    /// The two-time correlation of one angle, as measured and as fitted.
    ///
    /// # Errors
    ///
    /// [`XpcsError::Output`] when the file cannot be written.
    pub fn two_time(&self, data: &TwoTime, fit: &HomodyneFit) -> Result<(), XpcsError> {
        self.draw("c2.svg", (900, 470), |canvas| {
            two_time::draw(canvas, data, fit)
        })
    }

    /// Contrast against the wave vector.
    ///
    /// # Errors
    ///
    /// As [`two_time`](Self::two_time).
    pub fn aerogel(&self, record: &AerogelRecord) -> Result<(), XpcsError> {
        self.draw("contrast.svg", (640, 420), |canvas| {
            aerogel::draw(canvas, record)
        })
    }

    /// The decay seen by the frames.
    ///
    /// # Errors
    ///
    /// As [`two_time`](Self::two_time).
    pub fn frames(&self, record: &FramesRecord) -> Result<(), XpcsError> {
        self.draw("g2.svg", (640, 420), |canvas| frames::draw(canvas, record))
    }

    /// Flame graph, time line and trace of the analyses so far; nothing without monitoring.
    ///
    /// # Errors
    ///
    /// As [`two_time`](Self::two_time).
    pub fn flow(&self) -> Result<(), XpcsError> {
        #[cfg(feature = "monitoring")]
        for (name, text) in
            flow::files().map_err(|problem| self.failed("flamegraph.svg", &problem))?
        {
            let path = self.folder.join(name);
            std::fs::write(&path, text).map_err(|cause| XpcsError::Output { path, cause })?;
        }
        Ok(())
    }

    fn draw(
        &self,
        name: &str,
        size: (u32, u32),
        figure: impl FnOnce(&Canvas<'_>) -> Drawn,
    ) -> Result<(), XpcsError> {
        let path = self.folder.join(name);
        let drawn = (|| -> Drawn {
            let canvas = SVGBackend::new(&path, size).into_drawing_area();
            canvas.fill(&WHITE)?;
            figure(&canvas)?;
            Ok(canvas.present()?)
        })();
        drawn.map_err(|problem| self.failed(name, &problem))
    }

    fn failed(&self, name: &str, problem: &dyn fmt::Display) -> XpcsError {
        XpcsError::Output {
            path: self.folder.join(name),
            cause: std::io::Error::other(problem.to_string()),
        }
    }
}
