//! Performance budgets on production functions, enforced by any ordinary `cargo test`.

pub mod site;

#[cfg(feature = "monitoring")]
pub mod alert;
#[cfg(feature = "monitoring")]
pub mod budget;
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
