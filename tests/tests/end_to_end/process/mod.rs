//! What one process does at its end, whatever it is and however it ends.

mod classes;
mod endings;
mod environment;
mod interrupted;
mod live;
mod roles;
mod run_files;
mod spans;
pub(crate) mod stage;
mod threads;
