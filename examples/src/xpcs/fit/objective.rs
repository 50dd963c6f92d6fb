//! What the fit minimises: parameters → reduced chi-squared, averaged over the angles.

use perf_runtime::perf_budget;

use crate::xpcs::chi_squared::{Scaling, chi_squared_batch};
use crate::xpcs::model::diffusion::fill_diffusion;
use crate::xpcs::model::integral::cumulative_trapezoid;
use crate::xpcs::model::shear::ShearPhases;
use crate::xpcs::model::{Parameters, Shear};

use super::pairs::Pairs;
use super::scaling::least_squares;

/// The objective with its scratch space; an evaluation allocates nothing.
///
/// One theory row at a time: at 160 frames it has 100 kB and stays in the cache from the model
/// through the least squares to the chi-squared.
#[derive(Debug)]
pub struct Objective<'a> {
    pairs: &'a Pairs,
    rate: Vec<f64>,
    integral: Vec<f64>,
    diffusion: Vec<f64>,
    phases: ShearPhases,
    theory: Vec<f64>,
    scaling: Vec<Scaling>,
    chi2: Vec<f64>,
    evaluations: u64,
}

impl<'a> Objective<'a> {
    /// An objective over `pairs`.
    pub fn new(pairs: &'a Pairs) -> Self {
        let (n_frames, n_rows) = (pairs.t_s.len(), pairs.phi_deg.len());
        Self {
            pairs,
            rate: vec![0.0; n_frames],
            integral: vec![0.0; n_frames],
            diffusion: vec![0.0; pairs.per_row()],
            phases: ShearPhases::new(n_frames),
            theory: vec![0.0; pairs.per_row()],
            scaling: vec![Scaling::default(); n_rows],
            chi2: vec![0.0; n_rows],
            evaluations: 0,
        }
    }

    /// Chi-squared per degree of freedom, averaged over the rows, with `n_fitted` parameters
    /// shared between the rows and two (contrast, offset) in each.
    ///
    /// Contrasts and offsets are not searched for: for given parameters the best ones follow from
    /// least squares, and are left in [`Objective::scaling`].
    #[perf_budget(max_ms = 5.0, max_allocs = 0)]
    pub fn reduced_chi2(&mut self, parameters: &Parameters, n_fitted: usize) -> f64 {
        self.evaluations += 1;
        self.diffuse(parameters);
        for row in 0..self.pairs.phi_deg.len() {
            let theory = match parameters.shear {
                None => &self.diffusion,
                Some(shear) => {
                    self.phases.set(
                        self.pairs.geometry,
                        shear.phi0_deg,
                        self.pairs.phi_deg[row],
                        &self.integral,
                    );
                    self.phases.fill_theory(&self.diffusion, &mut self.theory);
                    &self.theory
                }
            };
            let measured = self.pairs.row(row);
            self.scaling[row] = least_squares(theory, measured);
            let scaling = &self.scaling[row..=row];
            chi_squared_batch(theory, measured, scaling, &mut self.chi2[row..=row]);
        }
        self.chi2.iter().sum::<f64>() / (self.chi2.len() as f64 * self.chi2_per_row(n_fitted))
    }

    /// Fills the diffusion factor, and leaves the integral of the shear rate behind.
    fn diffuse(&mut self, parameters: &Parameters) {
        let t_s = &self.pairs.t_s;
        parameters.transport.fill(t_s, &mut self.rate);
        cumulative_trapezoid(t_s, &self.rate, &mut self.integral);
        let q_inv_angstrom = self.pairs.geometry.q_inv_angstrom;
        fill_diffusion(q_inv_angstrom, &self.integral, &mut self.diffusion);
        if let Some(Shear { rate, .. }) = parameters.shear {
            rate.fill(t_s, &mut self.rate);
            cumulative_trapezoid(t_s, &self.rate, &mut self.integral);
        }
    }

    /// The chi-squared that a row has on average when model and noise are right.
    fn chi2_per_row(&self, n_fitted: usize) -> f64 {
        let shared = n_fitted as f64 / self.chi2.len() as f64;
        (self.pairs.per_row() as f64 - 2.0 - shared) * self.pairs.variance
    }

    /// Chi-squared per degree of freedom of each row at the last evaluation.
    pub fn reduced_chi2_by_row(&self, n_fitted: usize) -> Vec<f64> {
        self.chi2
            .iter()
            .map(|chi2| chi2 / self.chi2_per_row(n_fitted))
            .collect()
    }

    /// Contrast and offset of each row at the last evaluation.
    pub fn scaling(&self) -> &[Scaling] {
        &self.scaling
    }

    /// Evaluations so far.
    pub fn evaluations(&self) -> u64 {
        self.evaluations
    }

    /// Total chi-squared over the noise variance at the last evaluation.
    pub fn total_chi2(&self) -> f64 {
        self.chi2.iter().sum::<f64>() / self.pairs.variance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xpcs::dataset::generate::two_time::TwoTimeTruth;
    use crate::xpcs::fit::Mode;
    use crate::xpcs::fit::pairs::Pairs;

    /// Data from the formulas as published, one value at a time: at the true parameters the
    /// optimised model leaves no residual beyond the noise, and finds contrast and offset.
    #[test]
    fn the_truth_leaves_no_residual() {
        let truth = TwoTimeTruth {
            noise_sigma: 1e-9,
            ..TwoTimeTruth::laminar_flow()
        };
        let mut pairs = Pairs::new(&truth.measure(1), Mode::LaminarFlow).expect("noisy enough");
        pairs.variance = 1e-18;
        let mut objective = Objective::new(&pairs);
        let chi2 = objective.reduced_chi2(&truth.parameters, 0);
        assert!((chi2 - 1.0).abs() < 0.05, "{chi2}");
        for scaling in objective.scaling() {
            assert!((scaling.contrast - truth.contrast).abs() < 1e-9);
            assert!((scaling.offset - truth.offset).abs() < 1e-9);
        }
    }

    #[test]
    fn away_from_the_truth_it_rises() {
        let truth = TwoTimeTruth::laminar_flow();
        let pairs = Pairs::new(&truth.measure(2), Mode::LaminarFlow).expect("noisy enough");
        let mut objective = Objective::new(&pairs);
        let lowest = objective.reduced_chi2(&truth.parameters, 7);
        let mut other = truth.parameters;
        other.shear.as_mut().expect("a flow").phi0_deg += 2.0;
        assert!(objective.reduced_chi2(&other, 7) > lowest + 0.1);
        let at_rest = Parameters {
            shear: None,
            ..truth.parameters
        };
        assert!(objective.reduced_chi2(&at_rest, 3) > lowest + 1.0);
        assert_eq!(objective.evaluations(), 3);
    }
}
