//! Floor 4: the figures of a run against those that were accepted earlier.
//!
//! `figure` takes from verdicts what is worth keeping; `compare` sets two lists of figures against each other; `evidence`
//! decides on one pair; `floor` says what an accept writes.

mod compare;
mod evidence;
mod figure;
mod floor;
#[cfg(test)]
mod tests;

pub use compare::{Circumstances, Difference, compare};
pub use evidence::Trend;
pub use figure::{Figure, Key, figures};
pub use floor::accepted;
