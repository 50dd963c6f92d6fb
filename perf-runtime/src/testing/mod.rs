//! Floor 6: budgets under `cargo test`, exercised by workloads and judged so that noise does not turn them red.

#[cfg(feature = "monitoring")]
pub mod measure;
