//! The correlation of the generated frames against the truth they were made from.

use plotters::prelude::*;

use super::{Canvas, Drawn, GRID};
use crate::xpcs::results::frames::FramesRecord;

pub(super) fn draw(canvas: &Canvas<'_>, record: &FramesRecord) -> Drawn {
    let first = record.tau_s.first().copied().unwrap_or(1e-3) * 0.8;
    let last = record.tau_s.last().copied().unwrap_or(1.0) * 1.25;
    let highest = record.g2.iter().copied().fold(1.0, f64::max);
    let mut chart = ChartBuilder::on(canvas)
        .caption("correlation of generated speckle", ("sans-serif", 18))
        .margin(14)
        .x_label_area_size(40)
        .y_label_area_size(56)
        .build_cartesian_2d((first..last).log_scale(), 0.95..highest * 1.05)?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(GRID)
        .x_desc("delay (s)")
        .y_desc("g2")
        .x_label_formatter(&f64::to_string)
        .draw()?;
    let truth = record
        .tau_s
        .iter()
        .copied()
        .zip(record.g2_true.iter().copied());
    let green = RGBColor(33, 145, 140);
    chart
        .draw_series(LineSeries::new(truth, green.stroke_width(2)))?
        .label("truth")
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], green));
    let blue = RGBColor(68, 1, 84);
    let measured = record.tau_s.iter().zip(&record.g2).zip(&record.g2_err);
    chart
        .draw_series(measured.map(|((&tau_s, &g2), &error)| {
            ErrorBar::new_vertical(tau_s, g2 - error, g2, g2 + error, blue.filled(), 5)
        }))?
        .label("multi-tau")
        .legend(move |(x, y)| Circle::new((x + 8, y), 3, blue.filled()));
    chart
        .configure_series_labels()
        .background_style(WHITE)
        .border_style(RGBColor(200, 200, 200))
        .draw()?;
    Ok(())
}
