//! Floor 3: statistics of verdicts, as pure functions of samples.

mod binomial;
pub mod change;
mod estimate;
pub mod growth;
pub mod order;
pub mod quantile;
pub mod robust;

pub use estimate::Estimate;
