//! Distributions and series as coordinates; the template draws them.

use perf_runtime::record::Distribution;
use perf_runtime::unit::{Quantity, Unit};
use serde::Serialize;

/// Width and height of every chart, in the units of its view box.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 96.0;

/// Bars of a distribution: enough for two humps, few enough to be seen.
const BARS: usize = 40;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Bar {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    told: String,
}

/// A distribution on a logarithmic axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Histogram {
    bars: Vec<Bar>,
    from: String,
    to: String,
    /// Where the limit is, if it is on the axis.
    limit: Option<f64>,
}

/// The bars of `samples`, in nanoseconds; `None` where there are none.
pub(super) fn histogram(samples: &Distribution, limit_ns: Option<f64>) -> Option<Histogram> {
    /// A clock's resolution; a smaller time has no place on a logarithmic axis.
    const LEAST_NS: f64 = 1.0;
    let low = samples.min.max(LEAST_NS).ln();
    let high = samples.max.max(LEAST_NS).ln();
    // All samples alike: one bar in the middle of a narrow axis.
    let (low, high) = if high - low < 0.01 {
        (low - 0.05, high + 0.05)
    } else {
        (low, high)
    };
    let place = |value: f64| (value.max(LEAST_NS).ln() - low) / (high - low);
    let mut counts = [0_u64; BARS];
    for bucket in &samples.buckets {
        let bar = (place(bucket.value) * BARS as f64) as usize;
        let count = &mut counts[bar.min(BARS - 1)];
        *count = count.saturating_add(bucket.count);
    }
    let most = *counts.iter().max().filter(|most| **most > 0)? as f64;
    let width = WIDTH / BARS as f64;
    let at = |share: f64| Quantity::new((low + share * (high - low)).exp(), Unit::Nanoseconds);
    let bars = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let bars = bars.map(|(i, count)| {
        let height = (*count as f64 / most * HEIGHT).max(1.0);
        let (from, to) = (i as f64 / BARS as f64, (i + 1) as f64 / BARS as f64);
        Bar {
            x: rounded(i as f64 * width),
            y: rounded(HEIGHT - height),
            width: rounded(width - 1.0),
            height: rounded(height),
            told: format!("{} to {}: {count}", at(from), at(to)),
        }
    });
    let limit = limit_ns
        .map(place)
        .filter(|share| (0.0..=1.0).contains(share));
    Some(Histogram {
        bars: bars.collect(),
        from: at(0.0).to_string(),
        to: at(1.0).to_string(),
        limit: limit.map(|share| rounded(share * WIDTH)),
    })
}

/// A point that deserves a mark.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Mark {
    x: f64,
    y: f64,
    told: String,
}

/// A series of values, oldest first, as a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Line {
    /// Coordinates as SVG wants them.
    points: String,
    marks: Vec<Mark>,
    low: String,
    high: String,
}

/// The line of `values`, with a mark and its text at each of `changes`; `None` below two values.
pub(super) fn line(values: &[f64], unit: Unit, changes: &[(usize, String)]) -> Option<Line> {
    if values.len() < 2 {
        return None;
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // A flat series is a line in the middle.
    let range = if high > low { high - low } else { 1.0 };
    let base = if high > low { low } else { low - 0.5 };
    let step = WIDTH / (values.len() - 1) as f64;
    let at = |i: usize, value: f64| {
        let y = HEIGHT - (value - base) / range * HEIGHT;
        (rounded(i as f64 * step), rounded(y))
    };
    let coordinates: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(i, value)| {
            let (x, y) = at(i, *value);
            format!("{x},{y}")
        })
        .collect();
    let marks = changes.iter().filter_map(|(i, told)| {
        let (x, y) = at(*i, *values.get(*i)?);
        Some(Mark {
            x,
            y,
            told: told.clone(),
        })
    });
    Some(Line {
        points: coordinates.join(" "),
        marks: marks.collect(),
        low: Quantity::new(low, unit).to_string(),
        high: Quantity::new(high, unit).to_string(),
    })
}

/// A tenth of a unit is finer than a screen.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_within_the_chart_whatever_the_samples() {
        for samples in [
            vec![1e3, 2e3, 2e3, 1e6],
            vec![5.0; 30],
            vec![0.0, 0.0],
            vec![1e-9, 1e18],
        ] {
            let chart = histogram(&samples.into_iter().collect(), Some(2e3)).unwrap();
            for bar in &chart.bars {
                assert!(bar.x >= 0.0 && bar.x + bar.width <= WIDTH, "{bar:?}");
                assert!(bar.y >= 0.0 && bar.height <= HEIGHT, "{bar:?}");
            }
        }
        assert_eq!(histogram(&Distribution::default(), None), None);
    }

    #[test]
    fn a_line_goes_from_edge_to_edge() {
        let drawn = line(&[3.0, 1.0, 2.0], Unit::Count, &[(1, "here".to_owned())]).unwrap();
        assert_eq!(drawn.points, "0,0 240,96 480,48");
        assert_eq!(drawn.marks[0].x, 240.0);
        assert_eq!(
            line(&[2.0, 2.0], Unit::Count, &[]).unwrap().points,
            "0,48 480,48"
        );
        assert_eq!(line(&[1.0], Unit::Count, &[]), None);
    }
}
