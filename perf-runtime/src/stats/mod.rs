//! Floor 3: statistics of verdicts, as pure functions of samples.

mod binomial;
mod estimate;
pub mod growth;
pub mod order;
pub mod quantile;

pub use estimate::Estimate;
