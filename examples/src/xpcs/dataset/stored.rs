//! Generated data sets come back from their archives as they were, each within the budget of its load.

use tempfile::TempDir;

use super::generate::aerogel::static_reference;
use super::generate::two_time::TwoTimeTruth;
use super::{AerogelG2, Detector, ScatteringCurve, TwoTime, aerogel, detector, two_time};

#[path = "../../../tests/fixture/npz.rs"]
mod npz;
use npz::Npz;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn a_two_time_correlation_comes_back() {
    let truth = TwoTimeTruth::laminar_flow();
    let data = truth.measure(1);
    let (angles, frames) = (data.phi_deg.len() as u64, data.t_s.len() as u64);
    let folder = folder();
    Npz::create(folder.path(), two_time::FILE)
        .array("c2", &[angles, frames, frames], |k| data.c2[k as usize])
        .array("phi_deg", &[angles], |k| data.phi_deg[k as usize])
        .array("t_s", &[frames], |k| data.t_s[k as usize])
        .array("q_inv_angstrom", &[1], |_| data.geometry.q_inv_angstrom)
        .array("gap_angstrom", &[], |_| data.geometry.gap_angstrom)
        .array("frame_period_s", &[1], |_| truth.frame_period_s)
        .finish();
    assert_eq!(TwoTime::load(folder.path()).expect("sound"), data);
}

/// On disk the delays run along the first axis, in memory along the last.
#[test]
fn a_static_reference_comes_back_turned() {
    let AerogelG2 {
        tau_s,
        q_inv_angstrom,
        g2,
        g2_err,
    } = static_reference(1).g2;
    let (delays, bins) = (tau_s.len(), q_inv_angstrom.len());
    let shape = [delays as u64, bins as u64];
    let turned = |k: u64| {
        let (delay, bin) = (k as usize / bins, k as usize % bins);
        bin * delays + delay
    };
    let folder = folder();
    Npz::create(folder.path(), aerogel::FILE)
        .array("tau_s", &shape[..1], |k| tau_s[k as usize])
        .array("q_inv_angstrom", &shape[1..], |k| {
            q_inv_angstrom[k as usize]
        })
        .array("g2", &shape, |k| g2[turned(k)])
        .array("g2_err", &shape, |k| g2_err[turned(k)])
        .finish();
    let loaded = AerogelG2::load(folder.path()).expect("sound");
    assert_eq!(
        (loaded.tau_s, loaded.q_inv_angstrom),
        (tau_s, q_inv_angstrom)
    );
    assert_eq!((loaded.g2, loaded.g2_err), (g2, g2_err));
}

#[test]
fn an_image_and_its_curve_come_back() {
    let input = static_reference(2);
    let (image, curve) = (&input.detector, &input.curve);
    let (pixels, points) = (image.intensity.len() as u64, curve.intensity.len() as u64);
    let folder = folder();
    Npz::create(folder.path(), detector::IMAGE_FILE)
        .array("intensity", &[pixels], |k| image.intensity[k as usize])
        .array("q_bin", &[pixels], |k| image.q_bin[k as usize])
        .finish();
    Npz::create(folder.path(), detector::CURVE_FILE)
        .array("q_inv_angstrom", &[points], |k| {
            curve.q_inv_angstrom[k as usize]
        })
        .array("intensity", &[points], |k| curve.intensity[k as usize])
        .finish();
    let n_bins = input.g2.q_inv_angstrom.len();
    assert_eq!(
        &Detector::load(folder.path(), n_bins).expect("sound"),
        image
    );
    assert_eq!(&ScatteringCurve::load(folder.path()).expect("sound"), curve);
}
