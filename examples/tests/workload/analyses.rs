//! Whole analyses of the generated data; the fits have half its frames, so that one takes less than a tenth of a second.

use perf_examples::xpcs::aerogel;
use perf_examples::xpcs::dataset::generate::aerogel::static_reference;
use perf_examples::xpcs::dataset::generate::frames::FramesTruth;
use perf_examples::xpcs::dataset::generate::two_time::TwoTimeTruth;
use perf_examples::xpcs::{fit, frames};
use perf_runtime::{Workload, perf_workload};

/// The same run in half as many frames: a quarter of the pairs, and of the time.
fn coarse(truth: TwoTimeTruth) -> TwoTimeTruth {
    TwoTimeTruth {
        n_frames: truth.n_frames / 2,
        frame_period_s: truth.frame_period_s * 2.0,
        ..truth
    }
}

#[perf_workload(covers(laminar_flow))]
fn a_sample_that_flows(w: &mut Workload) {
    let data = coarse(TwoTimeTruth::laminar_flow()).measure(1);
    w.run(|| fit::laminar_flow(&data, &mut |_| {}).expect("an answer"));
}

#[perf_workload(covers(static_anisotropic, static_isotropic))]
fn a_sample_at_rest(w: &mut Workload) {
    let data = coarse(TwoTimeTruth::at_rest()).measure(1);
    w.run(|| {
        for analysis in [fit::static_isotropic, fit::static_anisotropic] {
            analysis(&data, &mut |_| {}).expect("an answer");
        }
    });
}

#[perf_workload(covers(aerogel::analysis::analyse))]
fn a_static_reference(w: &mut Workload) {
    let input = static_reference(1);
    w.run(|| aerogel::analyse(&input).expect("every bin has delays"));
}

#[perf_workload(covers(frames::analysis::analyse))]
fn a_stack_of_frames(w: &mut Workload) {
    let stack = FramesTruth::speckle().expose(1);
    w.run(|| frames::analyse(&stack));
}
