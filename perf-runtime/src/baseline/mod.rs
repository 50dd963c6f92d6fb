//! Floor 4: the figures of a run against those that were accepted earlier.
//!
//! `figure` takes from verdicts what is worth keeping; `compare` sets two lists of figures against each other; `evidence`
//! decides on one pair; `improvement` whether an optimisation stays won; `floor` says what an accept writes. `file` and
//! `machine` are what is kept; `chosen` says which baseline is meant.

mod chosen;
mod compare;
mod evidence;
mod figure;
mod file;
mod floor;
mod improvement;
mod limit;
mod machine;
#[cfg(test)]
mod tests;

pub use chosen::{Chosen, ChosenError, chosen};
pub use compare::{Circumstances, Difference, compare};
pub use evidence::Trend;
pub use figure::{Figure, Key, figures};
pub use file::{Baseline, Baselines, DEFAULT_NAME, FILE, SCHEMA_VERSION};
pub use floor::accepted;
pub use improvement::{Improvement, improvements};
pub use limit::{improvement_limit, regression_limit};
pub use machine::Machine;
