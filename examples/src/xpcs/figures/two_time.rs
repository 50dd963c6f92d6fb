//! The two-time correlation of one angle: measured beside fitted, as maps over both times.

use plotters::prelude::*;

use super::{Canvas, Drawn, colour};
use crate::xpcs::dataset::TwoTime;
use crate::xpcs::fit::HomodyneFit;
use crate::xpcs::model::diffusion::fill_diffusion;
use crate::xpcs::model::integral::cumulative_trapezoid;
use crate::xpcs::model::pair_count;
use crate::xpcs::model::shear::ShearPhases;

/// Cells of a map along each time: enough to see the bands, few enough for a small file.
const CELLS: usize = 32;

/// So much of a cell lies under its neighbours.
const OVERLAP: f64 = 0.3;

/// Width of the key to the colours, in pixels, and its steps.
const KEY: u32 = 90;
const KEY_STEPS: u32 = 64;

pub(super) fn draw(canvas: &Canvas<'_>, data: &TwoTime, fit: &HomodyneFit) -> Drawn {
    let frames = data.t_s.len();
    let angle = half_along_flow(data, fit);
    let measured = &data.c2[angle * frames * frames..(angle + 1) * frames * frames];
    let maps = [
        ("measured", coarse(measured, frames)),
        ("fitted", coarse(&fitted(data, fit, angle), frames)),
    ];
    let (low, high) = range(&maps[0].1);
    let (title, plots) = canvas.split_vertically(40);
    title.draw(&Text::new(
        format!(
            "two-time correlation c2 at {:.0} degrees",
            data.phi_deg[angle]
        ),
        (20, 14),
        ("sans-serif", 18),
    ))?;
    let (plots, key) = plots.split_horizontally(plots.dim_in_pixel().0 - KEY);
    colour_key(&key, low, high)?;
    let last_s = data.t_s[frames - 1];
    for (area, (name, map)) in plots.split_evenly((1, 2)).iter().zip(&maps) {
        let mut chart = ChartBuilder::on(area)
            .caption(*name, ("sans-serif", 16))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(46)
            .build_cartesian_2d(0.0..last_s, 0.0..last_s)?;
        chart
            .configure_mesh()
            .disable_mesh()
            .x_desc("t1 (s)")
            .y_desc("t2 (s)")
            .x_label_formatter(&f64::to_string)
            .y_label_formatter(&f64::to_string)
            .draw()?;
        let step = last_s / CELLS as f64;
        // Under its neighbours, which are drawn later: between edges that only meet, the background shows.
        let end = |cell: f64| ((cell + 1.0 + OVERLAP) * step).min(last_s);
        chart.draw_series(map.iter().enumerate().map(|(place, value)| {
            let (row, column) = ((place / CELLS) as f64, (place % CELLS) as f64);
            let share = (value - low) / (high - low);
            Rectangle::new(
                [(column * step, row * step), (end(column), end(row))],
                colour::of(share).filled(),
            )
        }))?;
    }
    Ok(())
}

/// Which colour is which value.
fn colour_key(area: &Canvas<'_>, low: f64, high: f64) -> Drawn {
    let mut chart = ChartBuilder::on(area)
        .caption("c2", ("sans-serif", 16))
        .margin(12)
        .set_label_area_size(LabelAreaPosition::Bottom, 36)
        .set_label_area_size(LabelAreaPosition::Right, 46)
        .build_cartesian_2d(0.0..1.0, low..high)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .x_labels(0)
        // Otherwise they are as small as the key is narrow.
        .label_style(("sans-serif", 12))
        .set_all_tick_mark_size(5)
        .y_label_formatter(&|c2| format!("{c2:.2}"))
        .draw()?;
    let value = |step: u32| low + (high - low) * f64::from(step) / f64::from(KEY_STEPS);
    chart.draw_series((0..KEY_STEPS).map(|step| {
        let colour = colour::of(f64::from(step) / f64::from(KEY_STEPS - 1));
        Rectangle::new(
            [(0.0, value(step)), (1.0, value((step + 2).min(KEY_STEPS)))],
            colour.filled(),
        )
    }))?;
    Ok(())
}

/// The angle whose wave vector has about half of its length along the flow: straight across nothing is seen of it, and
/// straight along everything has decayed at once.
fn half_along_flow(data: &TwoTime, fit: &HomodyneFit) -> usize {
    const HALF: f64 = 0.5;
    let flow_deg = fit.parameters.shear.map_or(0.0, |shear| shear.phi0_deg);
    let off = |angle: usize| {
        let along = (flow_deg - data.phi_deg[angle]).to_radians().cos().abs();
        (along - HALF).abs()
    };
    let angles = 0..data.phi_deg.len();
    angles
        .min_by(|a, b| off(*a).total_cmp(&off(*b)))
        .unwrap_or(0)
}

/// Means over cells of a map. A frame with itself holds the shot noise and is left out.
fn coarse(map: &[f64], frames: usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_u32); CELLS * CELLS];
    for (row, values) in map.chunks_exact(frames).enumerate() {
        for (column, value) in values
            .iter()
            .enumerate()
            .filter(|(column, _)| *column != row)
        {
            let cell = &mut sums[row * CELLS / frames * CELLS + column * CELLS / frames];
            *cell = (cell.0 + value, cell.1 + 1);
        }
    }
    let mean = |(sum, count): (f64, u32)| sum / f64::from(count.max(1));
    sums.into_iter().map(mean).collect()
}

fn range(map: &[f64]) -> (f64, f64) {
    let low = map.iter().copied().fold(f64::INFINITY, f64::min);
    let high = map.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low, high.max(low + f64::EPSILON))
}

/// What the fitted parameters say of one angle.
fn fitted(data: &TwoTime, fit: &HomodyneFit, angle: usize) -> Vec<f64> {
    let frames = data.t_s.len();
    let (mut rate, mut integral) = (vec![0.0; frames], vec![0.0; frames]);
    let mut theory = vec![0.0; pair_count(frames)];
    fit.parameters.transport.fill(&data.t_s, &mut rate);
    cumulative_trapezoid(&data.t_s, &rate, &mut integral);
    fill_diffusion(data.geometry.q_inv_angstrom, &integral, &mut theory);
    if let Some(shear) = fit.parameters.shear {
        shear.rate.fill(&data.t_s, &mut rate);
        cumulative_trapezoid(&data.t_s, &rate, &mut integral);
        let mut phases = ShearPhases::new(frames);
        phases.set(
            data.geometry,
            shear.phi0_deg,
            data.phi_deg[angle],
            &integral,
        );
        let diffusion = theory.clone();
        phases.fill_theory(&diffusion, &mut theory);
    }
    let row = angle.min(fit.contrast.len() - 1);
    let mut map = vec![fit.offset[row] + fit.contrast[row]; frames * frames];
    let mut pairs = theory.iter();
    for i in 0..frames {
        for j in i + 1..frames {
            let decayed = pairs.next().copied().unwrap_or(0.0);
            let value = fit.offset[row] + fit.contrast[row] * decayed;
            map[i * frames + j] = value;
            map[j * frames + i] = value;
        }
    }
    map
}
