//! Platforms without a hook that we have tried: ordinary tests are not judged at exit, and reports say so. The workload
//! harness, which judges inside its own `main`, works there too.

/// How ordinary test processes are made to fail on this platform.
pub const ENFORCEMENT: &str = "none on this platform: ordinary tests are not judged at exit, only `perf_runtime::testing::main` enforces budgets";
