//! What a crate needs for budgets in CI, as a list of changes that a person sees before they are made.

mod change;
mod files;
mod manifest;

pub(crate) use change::{apply, diff};
pub(crate) use files::{Plan, planned, runtime};
pub(crate) use manifest::Dependency;
