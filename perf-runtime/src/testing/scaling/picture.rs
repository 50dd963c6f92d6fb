//! A workload's scaling as a picture: time against size for each number of threads, and parallel efficiency.

use std::fmt::Write as _;

use super::axis::Axis;
use super::model::{Scaling, ScalingCase};
use crate::sink::svg::escaped;
use crate::unit::{Quantity, Unit};

/// Sizes in pixels.
const PANEL: (f64, f64) = (430.0, 300.0);
const LEFT: f64 = 84.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 52.0;
const RIGHT: f64 = 24.0;

/// Marks on an axis.
const TICKS: usize = 4;

/// A colour for each number of threads, in turns; they differ in brightness, too.
const COLOURS: [&str; 6] = [
    "#443983", "#21918c", "#d1791b", "#a3213f", "#5ec962", "#7a7a7a",
];

impl Scaling {
    /// The scaling as an SVG; `None` where no time was measured.
    #[must_use]
    pub fn to_svg(&self) -> Option<String> {
        let x = Axis::over(self.cases.iter().map(|case| case.size as f64))?;
        let y = Axis::over(self.cases.iter().map(|case| case.time_ns))?;
        let panels = if self.threads().len() > 1 { 2.0 } else { 1.0 };
        let width = panels * (LEFT + PANEL.0 + RIGHT);
        let height = TOP + PANEL.1 + BOTTOM;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
             <text x=\"16\" y=\"24\" font-size=\"15\" fill=\"#222222\">how {} scales</text>\n",
            escaped(&self.workload)
        );
        self.draw_times(&mut svg, x, y);
        if panels > 1.0 {
            self.draw_efficiency(&mut svg);
        }
        svg.push_str("</svg>\n");
        Some(svg)
    }

    fn draw_times(&self, svg: &mut String, x: Axis, y: Axis) {
        let panel = Panel { left: LEFT };
        panel.frame(svg, "time of a run against size (logarithmic)", "size");
        for tick in 0..=TICKS {
            let place = tick as f64 / TICKS as f64;
            let time = Quantity::new(y.value(place), Unit::Nanoseconds);
            panel.horizontal(svg, place, &time.to_string());
            panel.vertical(svg, place, &format!("{:.0}", x.value(place)));
        }
        for (place, &threads) in self.threads().iter().enumerate() {
            let points = (self.cases.iter())
                .filter(|case| case.threads == threads)
                .map(|case| (x.place(case.size as f64), y.place(case.time_ns)));
            let exponent = self.time_exponent(threads).map(|exponent| {
                let half = exponent.half_interval;
                let half = half.map_or_else(String::new, |half| format!(" ± {half:.2}"));
                format!(", size^({:.2}{half})", exponent.value)
            });
            let plural = if threads == 1 { "" } else { "s" };
            let label = format!("{threads} thread{plural}{}", exponent.unwrap_or_default());
            panel.series(svg, place, &label, points.collect());
        }
    }

    /// Efficiency against threads, a line for each size.
    fn draw_efficiency(&self, svg: &mut String) {
        let panel = Panel {
            left: 2.0 * LEFT + PANEL.0 + RIGHT,
        };
        panel.frame(svg, "parallel efficiency", "threads");
        let threads = self.threads();
        let sizes = self.sizes();
        let efficiency =
            |case: &ScalingCase| self.efficiency(case).map_or(1.0, |found| found.value);
        let highest = self.cases.iter().map(efficiency).fold(1.0, f64::max);
        for tick in 0..=TICKS {
            let place = tick as f64 / TICKS as f64;
            panel.horizontal(svg, place, &format!("{:.0} %", 100.0 * place * highest));
        }
        let last = (threads.len() - 1) as f64;
        let across = |count: usize| {
            let place = threads.iter().position(|&threads| threads == count);
            place.unwrap_or_default() as f64 / last
        };
        for &count in &threads {
            panel.vertical(svg, across(count), &count.to_string());
        }
        // More lines than colours nobody could tell apart.
        let step = sizes.len().div_ceil(COLOURS.len());
        let shown = sizes.iter().rev().step_by(step).rev();
        for (place, &size) in shown.enumerate() {
            let points = (self.cases.iter())
                .filter(|case| case.size == size)
                .map(|case| (across(case.threads), efficiency(case) / highest));
            panel.series(svg, place, &format!("size {size}"), points.collect());
        }
    }

    fn sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = self.cases.iter().map(|case| case.size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }
}

/// A coordinate system; places on its axes are from 0 to 1.
struct Panel {
    left: f64,
}

impl Panel {
    fn x(&self, place: f64) -> f64 {
        self.left + place * PANEL.0
    }

    fn y(place: f64) -> f64 {
        TOP + (1.0 - place) * PANEL.1
    }

    fn frame(&self, svg: &mut String, title: &str, axis: &str) {
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" fill=\"#222222\">{title}</text>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555555\">{axis}</text>\
             <rect x=\"{}\" y=\"{TOP}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#aaaaaa\"/>",
            self.left,
            TOP - 12.0,
            self.x(0.5),
            TOP + PANEL.1 + 40.0,
            self.left,
            PANEL.0,
            PANEL.1,
        );
    }

    fn horizontal(&self, svg: &mut String, place: f64, label: &str) {
        let y = Self::y(place);
        let _ = writeln!(
            svg,
            "<line x1=\"{}\" y1=\"{y:.1}\" x2=\"{}\" y2=\"{y:.1}\" stroke=\"#e4e4e4\"/>\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#555555\">{label}</text>",
            self.x(0.0),
            self.x(1.0),
            self.left - 8.0,
            y + 4.0
        );
    }

    fn vertical(&self, svg: &mut String, place: f64, label: &str) {
        let x = self.x(place);
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{}\" stroke=\"#e4e4e4\"/>\
             <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555555\">{label}</text>",
            TOP + PANEL.1,
            TOP + PANEL.1 + 18.0
        );
    }

    /// A line through points, and its line in the key.
    fn series(&self, svg: &mut String, number: usize, label: &str, points: Vec<(f64, f64)>) {
        let colour = COLOURS[number % COLOURS.len()];
        let at = |&(x, y): &(f64, f64)| (self.x(x), Self::y(y));
        let corners = points.iter().map(|point| {
            let (x, y) = at(point);
            format!("{x:.1},{y:.1}")
        });
        let corners: Vec<String> = corners.collect();
        let _ = write!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>",
            corners.join(" ")
        );
        for point in &points {
            let (x, y) = at(point);
            let _ = write!(
                svg,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\"/>"
            );
        }
        // Costs grow from the lower left to the upper right: the upper left is free.
        let (x, y) = (self.left + 14.0, TOP + 20.0 + 18.0 * number as f64);
        let _ = writeln!(
            svg,
            "<circle cx=\"{x}\" cy=\"{}\" r=\"3.5\" fill=\"{colour}\"/>\
             <text x=\"{}\" y=\"{y}\" fill=\"#222222\">{label}</text>",
            y - 4.0,
            x + 10.0
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::square;

    #[test]
    fn every_case_is_a_point_of_both_panels_and_lines_say_their_power() {
        let scaling = square();
        let svg = scaling.to_svg().unwrap();
        // Each case once in either panel; the key has two threads and six sizes.
        assert_eq!(svg.matches("<circle").count(), 2 * 12 + 2 + 6);
        assert!(svg.contains("2 threads, size^(2.00 ± 0.0"), "{svg}");
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    }

    #[test]
    fn names_cannot_break_out_and_nothing_is_no_picture() {
        let mut scaling = square();
        scaling.workload = "<Vec<T> as A>::f".to_owned();
        let svg = scaling.to_svg().unwrap();
        assert!(svg.contains("&lt;Vec&lt;T&gt; as A&gt;::f"));
        scaling.cases.clear();
        assert_eq!(scaling.to_svg(), None);
    }
}
