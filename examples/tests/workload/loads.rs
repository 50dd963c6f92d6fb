//! Loading archives of the size of the largest known inputs: 12 angles × 160 × 160, and 516 × 1556 pixels.

use perf_examples::xpcs::dataset::{
    AerogelG2, Detector, ScatteringCurve, TwoTime, aerogel, detector, two_time,
};
use perf_runtime::{Workload, perf_workload};

use crate::npz::Npz;

const ANGLES: u64 = 12;
const FRAMES: u64 = 160;
const DELAYS: u64 = 48;
const BINS: u64 = 27;
const CURVE_POINTS: u64 = 270;
const IMAGE: [u64; 2] = [516, 1556];

fn wobble(k: u64) -> f64 {
    1.0 + 0.1 * (k as f64).sin()
}

#[perf_workload(covers(TwoTime::load))]
fn a_two_time_correlation(w: &mut Workload) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Npz::create(folder.path(), two_time::FILE)
        .array("c2", &[ANGLES, FRAMES, FRAMES], |k| wobble(k) as f32)
        .array("phi_deg", &[ANGLES], |k| 15.0 * k as f64)
        .array("t_s", &[FRAMES], |k| 0.1 * k as f64)
        .array("q_inv_angstrom", &[1], |_| 0.005)
        .array("gap_angstrom", &[1], |_| 2.0e6)
        .array("frame_period_s", &[1], |_| 0.1)
        .finish();
    w.run(|| TwoTime::load(folder.path()).expect("sound"));
}

#[perf_workload(covers(AerogelG2::load))]
fn a_correlation_function(w: &mut Workload) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Npz::create(folder.path(), aerogel::FILE)
        .array("tau_s", &[DELAYS], |k| 0.001 * (k + 1) as f64)
        .array("q_inv_angstrom", &[BINS], |k| 0.002 * (k + 1) as f64)
        .array("g2", &[DELAYS, BINS], wobble)
        .array("g2_err", &[DELAYS, BINS], |_| 0.1)
        .finish();
    w.run(|| AerogelG2::load(folder.path()).expect("sound"));
}

#[perf_workload(covers(Detector::load))]
fn an_image(w: &mut Workload) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Npz::create(folder.path(), detector::IMAGE_FILE)
        .array("intensity", &IMAGE, |k| wobble(k) as f32)
        .array("q_bin", &IMAGE, |k| (k / 997 % (BINS + 1)) as u16)
        .finish();
    w.run(|| Detector::load(folder.path(), BINS as usize).expect("sound"));
}

#[perf_workload(covers(ScatteringCurve::load))]
fn a_scattering_curve(w: &mut Workload) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Npz::create(folder.path(), detector::CURVE_FILE)
        .array("q_inv_angstrom", &[CURVE_POINTS], |k| {
            0.001 * (k + 1) as f64
        })
        .array("intensity", &[CURVE_POINTS], wobble)
        .finish();
    w.run(|| ScatteringCurve::load(folder.path()).expect("sound"));
}
