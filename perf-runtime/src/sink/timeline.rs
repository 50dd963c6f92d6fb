//! The latest runs as a picture: time from left to right, a lane for each thread, calls below their callers.

use std::fmt::Write as _;

use super::short_name;
use super::svg::escaped;
use crate::record::{CallTree, TreeEvent};
use crate::site::Kind;
use crate::unit::{Quantity, Unit};

/// Size of the picture and its parts, in pixels.
const WIDTH: f64 = 1200.0;
const MARGIN: f64 = 90.0;
const ROW: f64 = 20.0;
const GAP: f64 = 14.0;
const HEAD: f64 = 56.0;

/// Narrower calls are not drawn: nobody could see them.
const NARROWEST: f64 = 0.5;

/// A letter of the names takes about so much.
const LETTER: f64 = 6.6;

/// Marks on the axis, at most.
const MARKS: f64 = 8.0;

/// An SVG of the events; `None` where there are none.
#[must_use]
pub fn write(tree: &CallTree, title: &str) -> Option<String> {
    let end = tree
        .events
        .iter()
        .map(|event| event.start_ns + event.duration_ns)
        .fold(0.0, f64::max);
    if tree.events.is_empty() || end <= 0.0 {
        return None;
    }
    let lanes = lanes(&tree.events);
    let height = HEAD + lanes.last().map_or(0.0, |lane| lane.top + lane.height) + GAP;
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"{MARGIN}\" y=\"20\" font-size=\"15\" fill=\"#222222\">{}</text>\n",
        escaped(title)
    );
    let scale = (WIDTH - MARGIN - GAP) / end;
    axis(&mut svg, end, scale, height);
    for lane in &lanes {
        let _ = writeln!(
            svg,
            "<text x=\"8\" y=\"{}\" fill=\"#555555\">thread {}</text>",
            HEAD + lane.top + 14.0,
            lane.thread
        );
    }
    for event in &tree.events {
        if let Some(lane) = lanes.iter().find(|lane| lane.thread == event.thread) {
            call(&mut svg, tree, event, HEAD + lane.top, scale);
        }
    }
    if tree.events_left_out > 0 {
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"20\" text-anchor=\"end\" fill=\"#555555\">{} shorter calls are not shown</text>",
            WIDTH - GAP,
            tree.events_left_out
        );
    }
    svg.push_str("</svg>\n");
    Some(svg)
}

struct Lane {
    thread: u32,
    top: f64,
    height: f64,
}

fn lanes(events: &[TreeEvent]) -> Vec<Lane> {
    let mut threads: Vec<u32> = events.iter().map(|event| event.thread).collect();
    threads.sort_unstable();
    threads.dedup();
    let mut top = 0.0;
    let lane = |thread: u32| {
        let levels = events
            .iter()
            .filter(|event| event.thread == thread)
            .map(|event| event.level + 1)
            .max()
            .unwrap_or(1);
        let height = f64::from(levels) * ROW;
        let lane = Lane {
            thread,
            top,
            height,
        };
        top += height + GAP;
        lane
    };
    threads.into_iter().map(lane).collect()
}

fn axis(svg: &mut String, end: f64, scale: f64, height: f64) {
    let step = round_step(end / MARKS);
    for mark in 0..=(end / step) as usize {
        let ns = step * mark as f64;
        let x = MARGIN + ns * scale;
        let label = Quantity::new(ns, Unit::Nanoseconds);
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.1}\" y1=\"46\" x2=\"{x:.1}\" y2=\"{height}\" stroke=\"#e4e4e4\"/>\
             <text x=\"{x:.1}\" y=\"40\" text-anchor=\"middle\" fill=\"#555555\">{label}</text>"
        );
    }
}

/// The least of 1, 2, 5, 10, 20, 50, … that is not below `least`.
fn round_step(least: f64) -> f64 {
    let decade = 10_f64.powi(least.log10().floor() as i32);
    let steps = [1.0, 2.0, 5.0].map(|digit| digit * decade);
    steps
        .into_iter()
        .find(|step| *step >= least)
        .unwrap_or(10.0 * decade)
}

fn call(svg: &mut String, tree: &CallTree, event: &TreeEvent, top: f64, scale: f64) {
    let width = event.duration_ns * scale;
    if width < NARROWEST {
        return;
    }
    let site = &tree.sites[event.site];
    let (x, y) = (
        MARGIN + event.start_ns * scale,
        top + f64::from(event.level) * ROW,
    );
    let fill = match site.kind {
        Kind::Workflow => "#7c9ccf",
        Kind::Phase => "#a9cfa0",
        Kind::Span => "#c9b3dd",
        Kind::Function | Kind::Startup => "#f0b97b",
    };
    let (name, duration) = (
        short_name(site),
        Quantity::new(event.duration_ns, Unit::Nanoseconds),
    );
    let _ = write!(
        svg,
        "<g><title>{} {duration}</title><rect x=\"{x:.2}\" y=\"{y}\" width=\"{width:.2}\" height=\"{}\" rx=\"2\" \
         fill=\"{fill}\" stroke=\"#ffffff\" stroke-width=\"0.5\"/>",
        escaped(name),
        ROW - 2.0
    );
    let letters = ((width - 6.0) / LETTER) as usize;
    // Of a path, the end tells functions apart.
    let last = name.rsplit("::").next().unwrap_or(name);
    if letters >= 3 {
        let shown: String = if last.chars().count() > letters {
            let kept: String = last.chars().take(letters - 1).collect();
            format!("{kept}…")
        } else {
            last.to_owned()
        };
        let _ = write!(
            svg,
            "<text x=\"{:.2}\" y=\"{}\" fill=\"#222222\">{}</text>",
            x + 3.0,
            y + 13.0,
            escaped(&shown)
        );
    }
    svg.push_str("</g>\n");
}

#[cfg(test)]
mod tests {
    use super::round_step;

    #[test]
    fn marks_stand_at_round_times() {
        for (least, step) in [
            (1.0, 1.0),
            (1.1, 2.0),
            (117e6, 200e6),
            (5.1e3, 1e4),
            (0.03, 0.05),
        ] {
            assert!((round_step(least) / step - 1.0).abs() < 1e-9, "{least}");
        }
    }
}
