//! The program `xpcs` on its generated data: the JSON that others read, and the summary.

mod program;

use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    let numbers = value.as_array().expect("an array").iter();
    numbers
        .map(|number| number.as_f64().expect("a number"))
        .collect()
}

#[test]
fn every_analysis_writes_its_part_of_the_document() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("out.json");
    let output = program::xpcs(&["--json", path.to_str().expect("a plain path")]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        program::message(&output)
    );
    let text = std::fs::read_to_string(&path).expect("written");
    let json: Value = serde_json::from_str(&text).expect("JSON");

    let flow = &json["laminar_flow"];
    for key in [
        "D0",
        "alpha",
        "D_offset",
        "gamma0",
        "beta",
        "gamma_offset",
        "phi0",
    ] {
        assert!(flow[key].is_f64(), "{key}");
    }
    assert!((flow["reduced_chi2"].as_f64().expect("a number") - 1.0).abs() < 0.1);
    assert_eq!(
        numbers(&flow["contrast"]).len(),
        numbers(&flow["phi_deg"]).len()
    );
    assert!(
        numbers(&flow["offset"])
            .iter()
            .all(|offset| (offset - 1.0).abs() < 0.02)
    );
    assert!(
        json["static_anisotropic"]["gamma0"].is_null(),
        "no shear at rest"
    );

    let aerogel = &json["aerogel"];
    let bins = numbers(&aerogel["q_inv_angstrom"]).len();
    assert!(
        numbers(&aerogel["contrast"])
            .iter()
            .all(|contrast| (contrast - 0.08).abs() < 0.001)
    );
    assert_eq!(numbers(&aerogel["contrast_err"]).len(), bins);
    assert_eq!(aerogel["decay_s"], Value::Array(vec![Value::Null; bins]));

    let frames = &json["frames"];
    let (found, truth) = (&frames["decay_s"], &frames["true_decay_s"]);
    let ratio = found.as_f64().expect("a number") / truth.as_f64().expect("a number");
    assert!((ratio - 1.0).abs() < 0.05, "{ratio}");
}

#[test]
fn the_summary_fits_a_terminal() {
    let output = program::xpcs(&["--only", "aerogel", "--only", "frames"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        text.contains("aerogel: a static reference") && text.contains("frames: 512"),
        "{text}"
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

#[test]
fn help_teaches_and_names_every_exit_status() {
    let output = program::xpcs(&["--help"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for part in [
        "--data", "--json", "--only", "EXAMPLES", "64", "65", "66", "70", "73",
    ] {
        assert!(text.contains(part), "no {part}");
    }
}
