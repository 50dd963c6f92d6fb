//! Floor 3: statistics of verdicts, as pure functions of samples.

mod binomial;
mod estimate;
pub mod order;

pub use estimate::Estimate;
