//! Performance budgets on production functions, enforced by any ordinary `cargo test`.

pub mod site;
pub mod testing;

#[cfg(feature = "monitoring")]
pub mod budget;
#[cfg(feature = "monitoring")]
pub mod probe;
#[cfg(feature = "monitoring")]
pub mod record;
#[cfg(feature = "monitoring")]
pub mod stats;
#[cfg(feature = "monitoring")]
pub mod unit;
