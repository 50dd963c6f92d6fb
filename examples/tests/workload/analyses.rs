//! Whole analyses of the generated data, and what they are made of.

use perf_examples::xpcs::aerogel;
use perf_examples::xpcs::dataset::generate::aerogel::static_reference;
use perf_examples::xpcs::dataset::generate::frames::FramesTruth;
use perf_examples::xpcs::dataset::generate::two_time::TwoTimeTruth;
use perf_examples::xpcs::{fit, frames};
use perf_runtime::{Workload, perf_workload};

#[perf_workload(covers(laminar_flow))]
fn a_sample_that_flows(w: &mut Workload) {
    let data = TwoTimeTruth::laminar_flow().measure(1);
    w.run(|| fit::laminar_flow(&data, &mut |_| {}));
}

#[perf_workload(covers(static_anisotropic, static_isotropic))]
fn a_sample_at_rest(w: &mut Workload) {
    let data = TwoTimeTruth::at_rest().measure(1);
    w.run(|| {
        let isotropic = fit::static_isotropic(&data, &mut |_| {});
        (isotropic, fit::static_anisotropic(&data, &mut |_| {}))
    });
}

#[perf_workload(covers(
    aerogel::analysis::analyse,
    contrast::contrast,
    drift::drift,
    decay::decay,
    bin_means
))]
fn a_static_reference(w: &mut Workload) {
    let input = static_reference(1);
    w.run(|| aerogel::analyse(&input));
}

#[perf_workload(covers(
    frames::analysis::analyse,
    multi_tau::multi_tau,
    frames::two_time::two_time
))]
fn a_stack_of_frames(w: &mut Workload) {
    let stack = FramesTruth::speckle().expose(1);
    w.run(|| frames::analyse(&stack));
}
