//! The steps of the static reference and of the correlation from frames, each on its own: beside a whole analysis
//! neighbours would disturb more of it than there is to measure.

use perf_examples::xpcs::aerogel::contrast::contrast;
use perf_examples::xpcs::aerogel::decay::decay;
use perf_examples::xpcs::aerogel::detector::bin_means;
use perf_examples::xpcs::aerogel::drift::drift;
use perf_examples::xpcs::aerogel::{Point, weighted_points};
use perf_examples::xpcs::dataset::generate::aerogel::static_reference;
use perf_examples::xpcs::dataset::generate::frames::FramesTruth;
use perf_examples::xpcs::frames::multi_tau::multi_tau;
use perf_examples::xpcs::frames::two_time::two_time;
use perf_runtime::{Workload, perf_workload};

/// The first bin of the generated reference.
fn one_bin() -> Vec<Point> {
    let g2 = static_reference(1).g2;
    let (values, errors) = g2.bin(0);
    weighted_points(&g2.tau_s, values, errors).0
}

#[perf_workload(covers(contrast::contrast))]
fn contrast_of_a_bin(w: &mut Workload) {
    let points = one_bin();
    w.run(|| contrast(&points));
}

#[perf_workload(covers(drift::drift))]
fn drift_of_a_bin(w: &mut Workload) {
    let points = one_bin();
    w.run(|| drift(&points));
}

#[perf_workload(covers(decay::decay))]
fn decay_of_a_bin(w: &mut Workload) {
    let points = one_bin();
    w.run(|| decay(&points));
}

#[perf_workload(covers(bin_means))]
fn means_of_an_image(w: &mut Workload) {
    let input = static_reference(1);
    let (image, bins) = (&input.detector, input.g2.q_inv_angstrom.len());
    w.run(|| bin_means(&image.intensity, &image.q_bin, bins));
}

#[perf_workload(covers(multi_tau::multi_tau))]
fn multi_tau_of_a_stack(w: &mut Workload) {
    let stack = FramesTruth::speckle().expose(1);
    w.run(|| multi_tau(&stack));
}

#[perf_workload(covers(frames::two_time::two_time))]
fn two_time_of_a_stack(w: &mut Workload) {
    let stack = FramesTruth::speckle().expose(1);
    w.run(|| two_time(&stack));
}
