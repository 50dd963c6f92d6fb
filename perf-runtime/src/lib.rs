//! Performance budgets on production functions, enforced by any ordinary `cargo test`.

pub mod site;

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
pub mod budget;
#[cfg(feature = "monitoring")]
pub mod clock;
#[cfg(feature = "monitoring")]
pub mod config;
#[cfg(feature = "monitoring")]
mod flow;
#[cfg(feature = "monitoring")]
mod guard;
#[cfg(feature = "monitoring")]
pub mod probe;
#[cfg(feature = "monitoring")]
pub mod process;
#[cfg(feature = "monitoring")]
pub mod record;
#[cfg(feature = "monitoring")]
pub mod report;
#[cfg(feature = "monitoring")]
pub mod sink;
#[cfg(feature = "monitoring")]
pub mod stats;
#[cfg(feature = "monitoring")]
pub mod unit;

#[cfg(feature = "monitoring")]
pub use flow::workflow;
#[cfg(not(feature = "monitoring"))]
pub use off::workflow;

pub use perf_macros::{monitored_workflow, perf_budget, perf_workload};
