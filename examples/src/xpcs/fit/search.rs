//! From the scan to the minimum.

use crate::xpcs::simplex::{Minimum, Stop, minimise};

use super::coordinates::Coordinates;
use super::objective::Objective;

/// Starts that are followed downhill: the best of the scan often share a valley, and one in two
/// ends in a side lobe of the sinc or at a wall of the domain.
const FOLLOWED: usize = 3;

/// Coarse descent, to tell the valleys apart: a hundredth of the excess over a perfect fit.
const DESCENT: Stop = Stop {
    spread: 1e-5,
    max_iterations: 250,
};

/// Fine descent. The total chi-squared of 10⁵ points then moves by less than 10⁻³, a thirtieth of a
/// standard error of any parameter.
const POLISH: Stop = Stop {
    spread: 1e-9,
    max_iterations: 2000,
};

/// Fresh simplexes at most. A simplex can collapse away from the minimum; a fresh one at its end
/// finds out, and two equal ends are a minimum.
const POLISH_ROUNDS: usize = 8;

/// Width of a fresh simplex along each coordinate.
const WIDTHS: [f64; 7] = [0.4, 0.3, 0.2, 0.4, 0.3, 0.2, 0.4];

/// How far the search has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Steps finished: the scan, each descent, the polish.
    pub step: usize,
    /// Steps in all.
    pub steps: usize,
    /// Evaluations of the objective so far.
    pub evaluations: u64,
    /// Lowest reduced chi-squared so far.
    pub lowest: f64,
}

/// The objective as a function of coordinates, with its progress told to a watcher.
struct Slope<'a, 'b> {
    objective: &'a mut Objective<'b>,
    coordinates: Coordinates,
    progress: Progress,
    watch: &'a mut dyn FnMut(Progress),
}

impl Slope<'_, '_> {
    fn height(&mut self, x: &[f64]) -> f64 {
        let Some(parameters) = self.coordinates.parameters(x) else {
            return f64::INFINITY;
        };
        let height = self
            .objective
            .reduced_chi2(&parameters, self.coordinates.dimension());
        self.progress.evaluations += 1;
        self.progress.lowest = self.progress.lowest.min(height);
        (self.watch)(self.progress);
        height
    }

    fn descend(&mut self, start: &[f64], stop: Stop) -> Minimum {
        let widths = &WIDTHS[..self.coordinates.dimension()];
        minimise(&mut |x| self.height(x), start, widths, stop)
    }
}

/// Searches the lowest reduced chi-squared, beginning at the best of `starts`.
pub(super) fn search(
    objective: &mut Objective<'_>,
    coordinates: Coordinates,
    starts: Vec<Vec<f64>>,
    watch: &mut dyn FnMut(Progress),
) -> Minimum {
    let followed = FOLLOWED.min(starts.len());
    let progress = Progress {
        step: 0,
        steps: followed + 2,
        evaluations: 0,
        lowest: f64::INFINITY,
    };
    let mut slope = Slope {
        objective,
        coordinates,
        progress,
        watch,
    };
    let scanned = scan(&mut slope, starts);
    let mut best = Minimum {
        at: scanned[0].clone(),
        value: f64::INFINITY,
        converged: false,
    };
    for start in &scanned[..followed] {
        slope.progress.step += 1;
        let found = slope.descend(start, DESCENT);
        if found.value < best.value {
            best = found;
        }
    }
    slope.progress.step += 1;
    polish(&mut slope, best)
}

/// The starts, lowest first.
fn scan(slope: &mut Slope<'_, '_>, starts: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let mut scanned: Vec<(f64, Vec<f64>)> = starts
        .into_iter()
        .map(|start| (slope.height(&start), start))
        .collect();
    scanned.sort_by(|a, b| a.0.total_cmp(&b.0));
    scanned.into_iter().map(|(_, start)| start).collect()
}

/// Fresh simplexes from the best point until one finds nothing better.
fn polish(slope: &mut Slope<'_, '_>, mut best: Minimum) -> Minimum {
    for _ in 0..POLISH_ROUNDS {
        let found = slope.descend(&best.at, POLISH);
        let gained = best.value - found.value;
        if found.value < best.value {
            best = found;
        }
        if gained < POLISH.spread {
            return Minimum {
                converged: true,
                ..best
            };
        }
    }
    Minimum {
        converged: false,
        ..best
    }
}
