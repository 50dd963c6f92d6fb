//! Performance budgets on production functions, enforced by any ordinary `cargo test`.
//!
//! ```
//! use perf_runtime::{monitored_workflow, perf_budget};
//!
//! #[perf_budget(max_ms = 2.0)]
//! pub fn mean(values: &[f64]) -> f64 {
//!     values.iter().sum::<f64>() / values.len() as f64
//! }
//!
//! #[monitored_workflow(name = "analysis", max_s = 5.0)]
//! pub fn analyse(values: &[f64]) -> f64 {
//!     perf_runtime::phase!("centre");
//!     mean(values)
//! }
//! # assert_eq!(analyse(&[1.0, 3.0]), 2.0);
//! ```
//!
//! With the feature `monitoring` every call is measured; a test process that broke a budget fails with a report. Without
//! it the attributes check their arguments and nothing else, and this crate is empty.
//!
//! The modules stand on floors, and imports point down only:
//!
//! ```text
//! process · sink · testing   6  the end of a process; reports as text; budgets exercised by workloads
//! report · alert             5  the one serialisable report, and what is worth telling
//! budget · class · spans     4  limits and a snapshot in, verdicts out; the limits of a machine, and of others' code
//! record · flow · stats      3  per-thread recorders; workflows and phases; statistics
//! profile                    3  samples of code that nobody annotated
//! settings · startup         3  perf-budget.toml, read part by part; how long a program takes to be ready
//! site · guard               2  annotated functions, and the guards that open and close samples
//! clock · probe · config     1  what reads the machine and its environment
//! terminal · fork            1  what is written to a terminal; locks over forks
//! unit                       0  quantities
//! ```

pub mod site;
pub mod testing;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private_0_1;

#[cfg(feature = "monitoring")]
mod macros;
#[cfg(not(feature = "monitoring"))]
mod off;

#[cfg(feature = "monitoring")]
pub mod alert;
#[cfg(feature = "monitoring")]
pub mod baseline;
#[cfg(feature = "monitoring")]
pub mod budget;
#[cfg(feature = "monitoring")]
pub mod class;
#[cfg(feature = "monitoring")]
pub mod clock;
#[cfg(feature = "monitoring")]
pub mod config;
#[cfg(feature = "monitoring")]
mod flow;
#[cfg(all(feature = "monitoring", unix))]
mod fork;
#[cfg(feature = "monitoring")]
mod guard;
#[cfg(feature = "monitoring")]
mod plain_local;
#[cfg(feature = "monitoring")]
pub mod probe;
#[cfg(feature = "monitoring")]
pub mod process;
#[cfg(all(feature = "sampling", unix))]
pub mod profile;
#[cfg(feature = "monitoring")]
pub mod record;
#[cfg(feature = "monitoring")]
pub mod report;
#[cfg(feature = "monitoring")]
pub mod settings;
#[cfg(feature = "monitoring")]
pub mod sink;
#[cfg(feature = "monitoring")]
pub mod spans;
#[cfg(feature = "monitoring")]
pub mod startup;
#[cfg(feature = "monitoring")]
pub mod stats;
#[cfg(feature = "monitoring")]
mod terminal;
#[cfg(feature = "monitoring")]
pub mod unit;

#[cfg(feature = "monitoring")]
pub use flow::{
    Carried, CarriedGuard, Health, HealthStatus, HeldWorkflow, WorkflowHandle, health, live_line,
    startup_complete, workflow, workflow_async, workflow_guard, workflow_handle,
};
#[cfg(not(feature = "monitoring"))]
pub use off::{
    Carried, CarriedGuard, Health, HealthStatus, HeldWorkflow, WorkflowHandle, health, live_line,
    startup_complete, workflow, workflow_async, workflow_guard, workflow_handle,
};

#[cfg(all(feature = "tracing-layer", not(feature = "monitoring")))]
pub use off::tracing_layer;
#[cfg(all(feature = "tracing-layer", feature = "monitoring"))]
pub use process::tracing_layer;

pub use testing::Workload;

pub use perf_macros::{monitored_workflow, perf_budget, perf_workload};
