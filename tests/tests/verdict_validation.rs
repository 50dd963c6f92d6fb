//! The short form of the validation of verdicts: whatever else this machine does, a healthy function is not called over
//! its limit and one far above it is not called within.
//!
//! The long form, with the table of all claims:
//! `cargo run --release -p perf-tests --features monitoring --bin verdict_validation -- --checks 3000`.

#![cfg(all(feature = "monitoring", unix))]

use std::process::Command;

#[test]
fn no_verdict_is_wrong_quiet_or_beside_three_busy_neighbours() {
    let output = Command::new(env!("CARGO_BIN_EXE_verdict_validation"))
        .args(["--assert", "--explain", "--checks", "15"])
        .args(["--noise", "quiet,3", "--loads", "0.9,1.5"])
        .args(["--only", "sum-1us,four-sums-600ns,chase-far"])
        .env_remove("PERF_BUDGET")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let table = String::from_utf8_lossy(&output.stdout);
    for row in ["| quiet | sum-1us |", "| 3 | chase-far |"] {
        assert!(table.contains(row), "{table}");
    }
}
