//! The user's workspace: its packages, the sites its source declares, its tests' run, its commit.

mod declared;
mod git;
mod metadata;
mod program;
mod tests;

pub(crate) use declared::{Declared, declared};
pub(crate) use git::{Commit, Git, commit, prefix, repository};
pub(crate) use metadata::Workspace;
pub(crate) use program::Program;
pub(crate) use tests::{TestRun, Tests, run};
