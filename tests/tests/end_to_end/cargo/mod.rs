//! The fixture crates under cargo and nextest, as their users run them.

mod coverage;
mod examples_and_benches;
mod feature_off;
pub(crate) mod fixtures;
mod lints;
mod listing;
mod machine_code;
mod nextest;
mod refused;
mod run_files;
mod satellites;
mod tests;
