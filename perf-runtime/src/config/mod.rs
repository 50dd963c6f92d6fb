//! Floor 1: what the environment variables `PERF_BUDGET`, `PERF_BUDGET_RUN`, `PERF_BUDGET_DIR`, `PERF_BUDGET_BASELINE` and
//! `PERF_BUDGET_LIVE` ask for, read once.

mod baseline_name;
mod environment;
mod error;
mod mode;
mod run_id;

pub use baseline_name::{BASELINE_NAME_RULE, is_baseline_name};
pub use environment::{Config, load};
pub use error::ConfigError;
pub use mode::{Mode, mode};
pub use run_id::{RunId, RunIdError};

/// Chooses what a process does with its budgets: `enforce`, `report`, `collect` or `off`.
pub const MODE_VARIABLE: &str = "PERF_BUDGET";
/// Names the run that a process belongs to.
pub const RUN_VARIABLE: &str = "PERF_BUDGET_RUN";
/// `off` keeps the live line of long workflows from terminals.
pub const LIVE_VARIABLE: &str = "PERF_BUDGET_LIVE";
/// The folder that takes the place of `target/perf-budget`.
pub const DIRECTORY_VARIABLE: &str = "PERF_BUDGET_DIR";
/// Names the baseline that runs are compared with.
pub const BASELINE_VARIABLE: &str = "PERF_BUDGET_BASELINE";
