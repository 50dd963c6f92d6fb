//! Tells the library how it is compiled: budgets mean optimised code, and only the build script knows `OPT_LEVEL`.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let level = env::var("OPT_LEVEL").unwrap_or_default();
    println!("cargo::rustc-env=PERF_RUNTIME_OPT_LEVEL={level}");
    // Guards are inlined into annotated functions: unoptimised, every temporary of theirs would take stack there.
    println!("cargo::rustc-check-cfg=cfg(perf_unoptimised)");
    if level == "0" {
        println!("cargo::rustc-cfg=perf_unoptimised");
    }
    println!("cargo::rustc-env=PERF_RUNTIME_RUSTC={}", compiler());
}

/// `rustc 1.95.0 (59807616e 2026-04-14)`, or nothing where the compiler does not say.
fn compiler() -> String {
    let Some(rustc) = env::var_os("RUSTC") else {
        return String::new();
    };
    let Ok(output) = Command::new(rustc).arg("--version").output() else {
        return String::new();
    };
    let version = String::from_utf8_lossy(&output.stdout);
    version.lines().next().unwrap_or_default().trim().to_owned()
}
