//! Bad input to the program `xpcs`: one clear message, an exit status of its own, nothing left over.

mod fixture;
mod program;

use std::path::Path;
use std::process::Output;

use fixture::{ANGLES, BINS, DELAYS, FRAMES, Npz, g2_axes, sound, wobble};
use program::{message, xpcs};

/// Runs one analysis on `folder`.
fn analyse(folder: &Path, only: &str) -> Output {
    xpcs(&[
        "--data",
        folder.to_str().expect("a plain path"),
        "--only",
        only,
    ])
}

/// The status, and that the message says what, where (`parts`) and how to mend it.
fn assert_refused(output: &Output, status: i32, parts: &[&str]) {
    let message = message(output);
    assert_eq!(output.status.code(), Some(status), "{message}");
    for part in parts {
        assert!(message.contains(part), "no `{part}` in: {message}");
    }
    assert_eq!(
        message.matches("xpcs: ").count(),
        1,
        "one message: {message}"
    );
    assert_eq!(
        message.matches("\n  remedy: ").count(),
        1,
        "one remedy: {message}"
    );
    assert!(!message.contains("panicked"), "{message}");
    assert!(output.stdout.is_empty(), "no half of a summary");
}

#[test]
fn sound_archives_are_read() {
    let folder = sound();
    let output = analyse(folder.path(), "aerogel");
    assert_eq!(output.status.code(), Some(0), "{}", message(&output));
}

#[test]
fn an_unknown_option_is_named() {
    assert_refused(&xpcs(&["--jsno", "x"]), 64, &["--jsno", "--help"]);
    assert_refused(&xpcs(&["--only", "saxs"]), 64, &["saxs", "two-time"]);
}

#[test]
fn a_missing_folder_and_a_missing_file_are_named() {
    assert_refused(
        &xpcs(&["--data", "no/such/folder"]),
        66,
        &["no/such/folder"],
    );
    let folder = sound();
    std::fs::remove_file(folder.path().join("aerogel_8idi_saxs2d.npz")).expect("removed");
    assert_refused(
        &analyse(folder.path(), "aerogel"),
        66,
        &["aerogel_8idi_saxs2d.npz"],
    );
}

#[test]
fn a_truncated_archive_is_refused_wherever_it_ends() {
    let folder = sound();
    let path = folder.path().join("c2_laminar_flow.npz");
    let whole = std::fs::read(&path).expect("written before");
    for length in [0, 1, 100, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).expect("writable");
        assert_refused(
            &analyse(folder.path(), "two-time"),
            65,
            &["c2_laminar_flow.npz", "archive"],
        );
    }
}

#[test]
fn a_damaged_array_is_refused() {
    let folder = sound();
    let path = folder.path().join("c2_laminar_flow.npz");
    let mut bytes = std::fs::read(&path).expect("written before");
    // Inside the compressed data of the first array, behind the names.
    bytes[60..80].fill(0xff);
    std::fs::write(&path, bytes).expect("writable");
    assert_refused(
        &analyse(folder.path(), "two-time"),
        65,
        &["c2_laminar_flow.npz"],
    );
}

#[test]
fn a_missing_array_is_named() {
    let folder = sound();
    fixture::two_time_axes(folder.path()).finish();
    assert_refused(
        &analyse(folder.path(), "two-time"),
        65,
        &["c2_laminar_flow.npz", "`c2`"],
    );
}

#[test]
fn wrong_shapes_are_shown_beside_the_right_ones() {
    let folder = sound();
    let shape = [ANGLES, FRAMES, FRAMES - 1];
    fixture::two_time_axes(folder.path())
        .array("c2", &shape, wobble)
        .finish();
    let output = analyse(folder.path(), "two-time");
    assert_refused(&output, 65, &["`c2`", "[2, 16, 15]", "[2, 16, 16]"]);

    g2_axes(folder.path())
        .array("g2", &[BINS, DELAYS], wobble)
        .array("g2_err", &[DELAYS, BINS], wobble)
        .finish();
    assert_refused(
        &analyse(folder.path(), "aerogel"),
        65,
        &["`g2`", "[3, 12]", "[12, 3]"],
    );
}

#[test]
fn nan_is_named_by_its_place() {
    let folder = sound();
    let poisoned = |k| {
        if k == FRAMES * FRAMES + 2 {
            f64::NAN
        } else {
            wobble(k)
        }
    };
    fixture::two_time_axes(folder.path())
        .array("c2", &[ANGLES, FRAMES, FRAMES], poisoned)
        .finish();
    let output = analyse(folder.path(), "two-time");
    assert_refused(&output, 65, &["`c2`", "NaN", "[1, 0, 2]"]);
}

#[test]
fn a_wrong_element_type_is_named() {
    let folder = sound();
    let shape = [ANGLES, FRAMES, FRAMES];
    fixture::two_time_axes(folder.path())
        .array("c2", &shape, |k| k as i32)
        .finish();
    assert_refused(
        &analyse(folder.path(), "two-time"),
        65,
        &["`c2`", "<i4", "f64"],
    );
}

#[test]
fn a_bin_beyond_the_last_is_refused() {
    let folder = sound();
    Npz::create(folder.path(), "aerogel_8idi_saxs2d.npz")
        .array("intensity", &[2, 2], |_| 1.0_f32)
        .array("q_bin", &[2, 2], |k| k as u16 + 1)
        .finish();
    assert_refused(
        &analyse(folder.path(), "aerogel"),
        65,
        &["`q_bin`", "bin 4", "3 bins"],
    );
}

/// Thinned-out frames under the old frame period: the old system fitted a D0 four times too large.
#[test]
fn times_that_contradict_the_frame_period_are_refused() {
    let folder = sound();
    Npz::create(folder.path(), "c2_laminar_flow.npz")
        .array("phi_deg", &[1], |_| 0.0)
        .array("t_s", &[FRAMES], |k| 2.0 * k as f64)
        .array("q_inv_angstrom", &[1], |_| 0.005)
        .array("gap_angstrom", &[1], |_| 2.0e6)
        .array("frame_period_s", &[1], |_| 0.5)
        .array("c2", &[1, FRAMES, FRAMES], wobble)
        .finish();
    assert_refused(
        &analyse(folder.path(), "two-time"),
        65,
        &["`frame_period_s`", "0.5 s", "2 s"],
    );
}

#[test]
fn data_without_noise_have_no_answer() {
    let folder = sound();
    let shape = [ANGLES, FRAMES, FRAMES];
    fixture::two_time_axes(folder.path())
        .array("c2", &shape, |_| 1.0)
        .finish();
    assert_refused(&analyse(folder.path(), "two-time"), 70, &["no noise"]);
}

#[test]
fn an_unwritable_place_is_refused_and_nothing_is_left() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let below = folder.path().join("missing/out.json");
    let below = below.to_str().expect("a plain path");
    assert_refused(&xpcs(&["--json", below]), 73, &["missing/out.json"]);
    let is_folder = folder.path().to_str().expect("a plain path");
    assert_refused(&xpcs(&["--json", is_folder]), 73, &["directory"]);
    assert_eq!(files_in(folder.path()), 0);
}

#[test]
fn a_failed_analysis_leaves_the_old_results_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let json = folder.path().join("out.json");
    std::fs::write(&json, "old").expect("writable");
    let path = json.to_str().expect("a plain path");
    assert_refused(
        &xpcs(&["--data", "no/such/folder", "--json", path]),
        66,
        &[],
    );
    assert_eq!(std::fs::read_to_string(&json).expect("still there"), "old");
    assert_eq!(files_in(folder.path()), 1);
}

fn files_in(folder: &Path) -> usize {
    std::fs::read_dir(folder).expect("a folder").count()
}
