//! Contrast of the static reference against the wave vector, with its errors.

use plotters::prelude::*;

use super::{Canvas, Drawn, GRID};
use crate::xpcs::results::aerogel::AerogelRecord;

pub(super) fn draw(canvas: &Canvas<'_>, record: &AerogelRecord) -> Drawn {
    let points: Vec<(f64, f64, f64)> = record
        .q_inv_angstrom
        .iter()
        .zip(&record.contrast)
        .zip(&record.contrast_err)
        .map(|((q, contrast), error)| (*q, *contrast, *error))
        .collect();
    let last_q = points.iter().map(|point| point.0).fold(0.0, f64::max) * 1.05;
    let highest = points
        .iter()
        .map(|(_, contrast, error)| contrast + error)
        .fold(0.0, f64::max);
    let mut chart = ChartBuilder::on(canvas)
        .caption(
            "speckle contrast of the static reference",
            ("sans-serif", 18),
        )
        .margin(14)
        .x_label_area_size(40)
        .y_label_area_size(56)
        .build_cartesian_2d(0.0..last_q, 0.0..highest * 1.15)?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(GRID)
        .x_desc("q (1/A)")
        .y_desc("contrast")
        .draw()?;
    chart.draw_series(points.iter().map(|&(q, contrast, error)| {
        ErrorBar::new_vertical(
            q,
            contrast - error,
            contrast,
            contrast + error,
            RGBColor(59, 82, 139).filled(),
            5,
        )
    }))?;
    Ok(())
}
