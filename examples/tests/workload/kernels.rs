//! The kernels of the fit, each on one row of the largest known measurement: 160 frames, 12 720 pairs.

use perf_examples::xpcs::chi_squared::{Scaling, chi_squared_batch};
use perf_examples::xpcs::dataset::generate::two_time::TwoTimeTruth;
use perf_examples::xpcs::fit::Mode;
use perf_examples::xpcs::fit::noise::noise_variance;
use perf_examples::xpcs::fit::objective::Objective;
use perf_examples::xpcs::fit::pairs::Pairs;
use perf_examples::xpcs::fit::scaling::least_squares;
use perf_examples::xpcs::model::diffusion::fill_diffusion;
use perf_examples::xpcs::model::integral::cumulative_trapezoid;
use perf_examples::xpcs::model::shear::ShearPhases;
use perf_examples::xpcs::model::{Geometry, pair_count};
use perf_runtime::{Workload, perf_workload};

const FRAMES: usize = 160;
const GEOMETRY: Geometry = Geometry {
    q_inv_angstrom: 0.0054,
    gap_angstrom: 2.0e6,
};

/// Values around 1 that do not repeat soon.
fn wobble(length: usize) -> Vec<f64> {
    (0..length).map(|k| 1.0 + 0.1 * (k as f64).sin()).collect()
}

/// The case that the budget was written for: ten angles of a hundred points.
#[perf_workload(covers(chi_squared_batch))]
fn chi_squared_of_the_seed_case(w: &mut Workload) {
    const ANGLES: usize = 10;
    let (theory, measured) = (wobble(ANGLES * 100), vec![1.0; ANGLES * 100]);
    let scaling = [Scaling {
        contrast: 0.25,
        offset: 0.75,
    }; ANGLES];
    let mut chi2 = [0.0; ANGLES];
    w.run(|| chi_squared_batch(&theory, &measured, &scaling, &mut chi2));
}

#[perf_workload(covers(cumulative_trapezoid))]
fn integral_over_a_run(w: &mut Workload) {
    let t_s: Vec<f64> = (0..FRAMES).map(|k| 0.1 * k as f64).collect();
    let (values, mut out) = (wobble(FRAMES), [0.0; FRAMES]);
    w.run(|| cumulative_trapezoid(&t_s, &values, &mut out));
}

#[perf_workload(covers(fill_diffusion))]
fn diffusion_of_a_row(w: &mut Workload) {
    let integral: Vec<f64> = (0..FRAMES).map(|k| 1e3 * k as f64).collect();
    let mut out = vec![0.0; pair_count(FRAMES)];
    w.run(|| fill_diffusion(GEOMETRY.q_inv_angstrom, &integral, &mut out));
}

#[perf_workload(covers(ShearPhases::set, ShearPhases::fill_theory))]
fn shear_of_a_row(w: &mut Workload) {
    let integral: Vec<f64> = (0..FRAMES).map(|k| 1e-3 * k as f64).collect();
    let diffusion = wobble(pair_count(FRAMES));
    let (mut phases, mut out) = (ShearPhases::new(FRAMES), diffusion.clone());
    w.run(|| {
        phases.set(GEOMETRY, 6.0, 40.0, &integral);
        phases.fill_theory(&diffusion, &mut out);
    });
}

#[perf_workload(covers(least_squares))]
fn scaling_of_a_row(w: &mut Workload) {
    let theory = wobble(pair_count(FRAMES));
    let measured: Vec<f64> = theory.iter().map(|theory| 0.2 * theory + 1.0).collect();
    w.run(|| least_squares(&theory, &measured));
}

#[perf_workload(covers(noise_variance))]
fn noise_of_a_matrix(w: &mut Workload) {
    let matrix = wobble(FRAMES * FRAMES);
    w.run(|| noise_variance(&matrix, FRAMES));
}

#[perf_workload(covers(Objective::reduced_chi2))]
fn objective_of_the_generated_flow(w: &mut Workload) {
    let truth = TwoTimeTruth::laminar_flow();
    let pairs = Pairs::new(&truth.measure(1), Mode::LaminarFlow).expect("noisy data");
    let mut objective = Objective::new(&pairs);
    let fitted = Mode::LaminarFlow.fitted_parameters();
    w.run(|| objective.reduced_chi2(&truth.parameters, fitted));
}
