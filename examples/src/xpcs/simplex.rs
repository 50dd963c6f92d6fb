//! Minimising a function without derivatives: adaptive Nelder–Mead, by `argmin`.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, State};
use argmin::solver::neldermead::NelderMead;

/// Largest contraction that `argmin` accepts. Gao and Han's adaptive coefficients (see
/// [`minimise`]) ask for 0.75 − 1/(2n), which is above it from three dimensions on.
const LARGEST_CONTRACTION: f64 = 0.5;

/// A function to be minimised.
pub(super) type Cost<'a> = dyn FnMut(&[f64]) -> f64 + 'a;

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// Standard deviation of the values in the simplex at which it has converged.
    pub spread: f64,
    /// Iterations after which it gives up.
    pub max_iterations: u64,
}

/// Where the search ended.
#[derive(Clone, Debug)]
pub(super) struct Minimum {
    /// The best point.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// Whether the simplex converged before it ran out of iterations.
    pub converged: bool,
}

/// Searches the minimum of `cost` from `start`, with the first simplex as wide as `widths`.
///
/// Expansion and shrinkage grow milder with the dimension (Gao and Han, "Implementing the
/// Nelder–Mead simplex algorithm with adaptive parameters", 2012), which keeps the simplex from
/// collapsing. `cost` may return infinity outside its domain; NaN is taken for infinity.
pub(super) fn minimise(cost: &mut Cost<'_>, start: &[f64], widths: &[f64], stop: Stop) -> Minimum {
    let problem = Problem {
        cost: RefCell::new(cost),
    };
    let run = solver(start, widths, stop.spread).and_then(|solver| {
        Executor::new(problem, solver)
            .configure(|state| state.max_iters(stop.max_iterations))
            .run()
    });
    match run {
        Ok(found) => {
            let state = found.state();
            Minimum {
                at: state
                    .get_best_param()
                    .cloned()
                    .unwrap_or_else(|| start.to_vec()),
                value: state.get_best_cost(),
                converged: state.get_iter() < stop.max_iterations,
            }
        }
        Err(_) => Minimum {
            at: start.to_vec(),
            value: f64::INFINITY,
            converged: false,
        },
    }
}

fn solver(start: &[f64], widths: &[f64], spread: f64) -> Result<NelderMead<Vec<f64>, f64>, Error> {
    let dimension = start.len() as f64;
    NelderMead::new(first_simplex(start, widths))
        .with_gamma(1.0 + 2.0 / dimension.max(2.0))?
        .with_rho((0.75 - 0.5 / dimension).min(LARGEST_CONTRACTION))?
        .with_sigma(1.0 - 1.0 / dimension.max(2.0))?
        .with_sd_tolerance(spread)
}

fn first_simplex(start: &[f64], widths: &[f64]) -> Vec<Vec<f64>> {
    let mut corners = vec![start.to_vec()];
    for (axis, width) in widths.iter().enumerate() {
        let mut corner = start.to_vec();
        corner[axis] += width;
        corners.push(corner);
    }
    corners
}

/// `argmin` shares the problem; the cost writes into its own scratch space.
struct Problem<'a> {
    cost: RefCell<&'a mut Cost<'a>>,
}

impl CostFunction for Problem<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, at: &Vec<f64>) -> Result<f64, Error> {
        let value = (self.cost.borrow_mut())(at);
        Ok(if value.is_nan() { f64::INFINITY } else { value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STOP: Stop = Stop {
        spread: 1e-14,
        max_iterations: 2000,
    };

    #[test]
    fn rosenbrocks_valley_is_followed_to_its_end() {
        let mut rosenbrock =
            |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let found = minimise(&mut rosenbrock, &[-1.2, 1.0], &[0.5, 0.5], STOP);
        assert!(found.converged);
        assert!(found.at.iter().all(|x| (x - 1.0).abs() < 1e-5), "{found:?}");
    }

    #[test]
    fn a_wall_is_not_crossed() {
        let mut walled = |x: &[f64]| {
            if x[0] < 1.0 {
                f64::NAN
            } else {
                x[0] + x[1] * x[1]
            }
        };
        let found = minimise(&mut walled, &[3.0, 1.0], &[0.5, 0.5], STOP);
        assert!(found.at[0] >= 1.0 && found.at[0] < 1.01, "{found:?}");
    }

    #[test]
    fn running_out_of_iterations_is_said() {
        let stop = Stop {
            max_iterations: 3,
            ..STOP
        };
        let found = minimise(&mut |x: &[f64]| x[0] * x[0], &[100.0], &[1.0], stop);
        assert!(!found.converged);
    }
}
