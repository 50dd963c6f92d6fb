//! Every budget as a test of its own: `cargo test -p perf-examples --features monitoring --test budgets`.
//!
//! Kernels and loads have the size of the largest known measurement, analyses about that of the generated data sets, so
//! that a limit means here what it means in the program.

#[path = "fixture/npz.rs"]
mod npz;
mod workload;

use std::process::ExitCode;

perf_runtime::install_allocator!();

fn main() -> ExitCode {
    perf_runtime::testing::main()
}
