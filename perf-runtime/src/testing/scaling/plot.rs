//! Time against size as text, both axes logarithmic: a power of the size is a straight line.

use std::fmt;

use super::axis::Axis;
use super::model::Scaling;
use crate::terminal::right;
use crate::unit::{Quantity, Unit};

/// Columns and lines between the axes.
const WIDTH: usize = 56;
const HEIGHT: usize = 13;

/// Room for the labels of the vertical axis.
const LABEL: usize = 9;

/// A mark for each number of threads, in turns.
const MARKS: [char; 6] = ['o', 'x', '+', '*', '#', '@'];

/// Where cases with different numbers of threads meet.
const SEVERAL: char = '%';

/// Writes the plot, where there are several sizes to plot.
pub(super) fn write(scaling: &Scaling, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let sizes = || scaling.cases.iter().map(|case| case.size as f64);
    let (Some(x), Some(y)) = (
        Axis::over(sizes()),
        Axis::over(scaling.cases.iter().map(|case| case.time_ns)),
    ) else {
        return Ok(());
    };
    if x.value(0.0) == x.value(1.0) {
        return Ok(());
    }
    let threads = scaling.threads();
    writeln!(f, "  time against size, both axes logarithmic")?;
    for (line, cells) in grid(scaling, &threads, x, y).iter().enumerate() {
        let place = 1.0 - line as f64 / (HEIGHT - 1) as f64;
        let label = if line % (HEIGHT / 2) == 0 {
            Quantity::new(y.value(place), Unit::Nanoseconds).to_string()
        } else {
            String::new()
        };
        let cells: String = cells.iter().collect();
        writeln!(f, "  {} |{}", right(&label, LABEL), cells.trim_end())?;
    }
    writeln!(f, "  {} +{}", " ".repeat(LABEL), "-".repeat(WIDTH))?;
    let (low, high) = (x.value(0.0).round(), x.value(1.0).round());
    let low = low.to_string();
    let rest = right(&high.to_string(), WIDTH.saturating_sub(low.len()));
    writeln!(f, "  {}  {low}{rest}", " ".repeat(LABEL))?;
    if threads.len() > 1 {
        let key = threads.iter().enumerate().map(|(place, threads)| {
            let plural = if *threads == 1 { "" } else { "s" };
            format!("{} {threads} thread{plural}", mark(place))
        });
        let key: Vec<String> = key.collect();
        writeln!(f, "  {}  {}", " ".repeat(LABEL), key.join("   "))?;
    }
    Ok(())
}

fn mark(place: usize) -> char {
    MARKS[place % MARKS.len()]
}

fn grid(scaling: &Scaling, threads: &[usize], x: Axis, y: Axis) -> Vec<Vec<char>> {
    let mut grid = vec![vec![' '; WIDTH]; HEIGHT];
    for case in &scaling.cases {
        let column = (x.place(case.size as f64) * (WIDTH - 1) as f64).round() as usize;
        let line = ((1.0 - y.place(case.time_ns)) * (HEIGHT - 1) as f64).round() as usize;
        let place = threads.iter().position(|&threads| threads == case.threads);
        let mark = mark(place.unwrap_or_default());
        let cell = &mut grid[line][column];
        *cell = if *cell == ' ' || *cell == mark {
            mark
        } else {
            SEVERAL
        };
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::square;
    use crate::testing::scaling::Scaling;

    fn plot(scaling: &Scaling) -> Vec<String> {
        let text = scaling.to_string();
        let from = text.lines().skip_while(|line| !line.contains("against"));
        from.map(str::to_owned).collect()
    }

    #[test]
    fn a_power_is_a_straight_line_for_each_number_of_threads() {
        let lines = plot(&square());
        let column = |line: &str| line.split_once('|')?.1.find(['o', '%']);
        let places: Vec<(usize, usize)> = (lines.iter().enumerate())
            .filter_map(|(line, text)| Some((line, column(text)?)))
            .collect();
        assert_eq!(places.len(), 6, "{lines:#?}");
        let (top, bottom) = (places[0], places[5]);
        let slope = (top.1 as f64 - bottom.1 as f64) / (bottom.0 - top.0) as f64;
        for (line, column) in places {
            let expected = bottom.1 as f64 + slope * (bottom.0 - line) as f64;
            assert!((column as f64 - expected).abs() <= slope, "{lines:#?}");
        }
        assert!(lines.last().unwrap().ends_with("o 1 thread   x 2 threads"));
    }

    #[test]
    fn one_size_is_no_plot() {
        let mut scaling = square();
        scaling.cases.truncate(2);
        assert!(plot(&scaling).is_empty());
    }
}
