//! Help, versions and mistakes on the command line.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{outcome, perf_budget};

#[test]
fn the_help_teaches() {
    let (status, out, _) = outcome(&mut perf_budget(Path::new("."), &["--help"]));
    assert_eq!(status, 0);
    insta::assert_snapshot!(out);
}

#[test]
fn a_mistake_has_the_usual_status_and_names_what_is_near() {
    let (status, out, err) = outcome(&mut perf_budget(Path::new("."), &["marge"]));
    assert_eq!((status, &*out), (2, ""));
    assert!(err.contains("merge"), "{err}");
}

#[test]
fn the_doctor_answers_for_persons_and_programs() {
    let (status, out, err) = outcome(&mut perf_budget(Path::new("."), &["doctor"]));
    assert_eq!((status, &*err), (0, ""));
    for probe in [
        "clock",
        "CPU time",
        "run-queue wait",
        "instruction counter",
        "noise now",
        "cargo",
    ] {
        assert!(out.contains(probe), "{probe} is missing in {out}");
    }
    let (_, out, _) = outcome(&mut perf_budget(
        Path::new("."),
        &["doctor", "--format", "json"],
    ));
    let findings: serde_json::Value = serde_json::from_str(&out).unwrap();
    let findings = findings.as_array().unwrap();
    assert!(findings.iter().all(|finding| {
        let missing = finding["state"] != "works";
        missing == finding["remedy"].is_string()
    }));
}

#[test]
fn init_writes_a_path_that_others_have_too_or_says_that_it_does_not() {
    let home = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let runtime = home.path().canonicalize().unwrap().join("perf-runtime");
    write("perf-runtime/Cargo.toml", "");
    let init = |package: &str, path: &str| {
        write(
            &format!("crates/{package}/Cargo.toml"),
            &format!("[package]\nname = \"{package}\"\nversion = \"0.1.0\"\n\n[workspace]\n"),
        );
        write(&format!("crates/{package}/src/lib.rs"), "");
        let folder = home.path().join("crates").join(package);
        let arguments = ["init", "--yes", "--runtime-path", path];
        let (status, out, err) = outcome(&mut perf_budget(&folder, &arguments));
        (status, out, err)
    };
    let near = "perf-runtime = { path = \"../../perf-runtime\" }";
    let (status, out, err) = init("given", "../../perf-runtime");
    assert_eq!(status, 0, "{err}");
    assert!(out.contains(near), "{out}");
    assert!(out.contains("--path '../../cargo-perf-budget'"), "{out}");
    assert!(!err.contains("warning"), "{err}");

    // Absolute, and in no repository with the package.
    let (status, out, err) = init("far", runtime.to_str().unwrap());
    assert_eq!(status, 0, "{err}");
    assert!(out.contains(&format!("path = \"{}\"", runtime.display())));
    assert!(err.contains("is a folder of this machine"), "{err}");

    let (status, _, err) = init("wrong", "src");
    assert_eq!(status, 94, "{err}");
    assert!(err.contains("there is no Cargo.toml"), "{err}");

    let git = Command::new("git")
        .args(["init", "--quiet"])
        .current_dir(home.path())
        .status();
    assert!(git.unwrap().success());
    let (_, out, err) = init("within", runtime.to_str().unwrap());
    assert!(out.contains(near) && !err.contains("warning"), "{out}{err}");
}
