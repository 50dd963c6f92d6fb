//! Every budget as a test, measured by workloads: `cargo test --features monitoring --test budgets`.

// Without this line the linker leaves the crate, and every budget in it, out of this test.
use {crate} as _;

// Allocation limits need a counting allocator.
perf_runtime::install_allocator!();

// A workload calls functions with budgets often enough to judge them on a noisy machine:
//
// #[perf_runtime::perf_workload(sizes = [100, 10_000])]
// fn typical_input(w: &mut perf_runtime::Workload) {
//     let input = vec![1.0; w.size()];
//     w.run(|| {crate}::function_with_a_budget(&input));
// }

fn main() -> std::process::ExitCode {
    perf_runtime::testing::main()
}
