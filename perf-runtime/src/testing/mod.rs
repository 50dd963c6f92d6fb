//! Floor 6: budgets under `cargo test`, exercised by workloads and judged so that noise does not turn them red.
//!
//! ```text
//! main ── harness   one libtest-mimic trial per budget, behind one lock per user
//!           ├ plan       which workloads reach which site: `covers(…)`, else one discovery pass
//!           ├ Workload   runs the user's code as the job at hand wants it
//!           ├ measure    one look: batches beside a reference until the interval excludes the limit
//!           ├ look       a further look, in a fresh process
//!           └ judge      first look, further looks, noise → verdict
//! scaling       how workloads grow with their sizes and threads, as a table
//! CoreWatch     whether somebody else uses the cores
//! Startup       starts a program again and again, until it is ready
//! self_test     injected faults, each of which must get its verdict
//! ```

#[cfg(feature = "monitoring")]
mod block_on;
#[cfg(feature = "monitoring")]
mod core_watch;
#[cfg(feature = "monitoring")]
mod costing;
#[cfg(feature = "monitoring")]
mod harness;
#[cfg(feature = "monitoring")]
mod job;
#[cfg(feature = "monitoring")]
mod judge;
#[cfg(feature = "monitoring")]
mod look;
#[cfg(feature = "monitoring")]
mod machine;
#[cfg(feature = "monitoring")]
pub mod measure;
#[cfg(not(feature = "monitoring"))]
mod off;
#[cfg(feature = "monitoring")]
mod register;
#[cfg(feature = "monitoring")]
mod scaling;
#[cfg(feature = "monitoring")]
mod self_test;
#[cfg(all(feature = "monitoring", unix))]
mod startup;
#[cfg(feature = "monitoring")]
mod workload;

#[cfg(feature = "monitoring")]
pub use core_watch::CoreWatch;
#[cfg(feature = "monitoring")]
pub use harness::main;
#[cfg(not(feature = "monitoring"))]
pub use off::{Startup, Workload};
#[cfg(feature = "monitoring")]
pub use register::WorkloadInfo;
#[cfg(feature = "monitoring")]
pub use scaling::{Exponent, Scaling, ScalingCase, scaling};
#[cfg(feature = "monitoring")]
pub use self_test::{Expected, SelfTest, Trial, self_test};
#[cfg(all(feature = "monitoring", unix))]
pub use startup::Startup;
#[cfg(feature = "monitoring")]
pub use workload::Workload;
