//! Floor 4: budgets on `tracing` spans of code that one cannot annotate, by target and name.
//!
//! ```text
//! file      `[[span]]` of perf-budget.toml → budgets, or what is wrong with them
//! budget    a budget is a site like that of an annotated function, announced to the registry
//! layer     a subscriber's layer that hands the spans' times to these sites
//! ```
//!
//! A budget whose span never occurs is not measured, as that of a function that is never called.

mod budget;
mod file;
#[cfg(feature = "tracing-layer")]
mod layer;
#[cfg(test)]
mod tests;

pub use budget::SpanBudget;
pub(crate) use budget::{SpanSite, announced};
pub use file::SpanBudgets;
#[cfg(feature = "tracing-layer")]
pub(crate) use layer::layer;
