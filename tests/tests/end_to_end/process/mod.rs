//! What one process does at its end, whatever it is and however it ends.

mod endings;
mod environment;
mod interrupted;
mod roles;
mod run_files;
mod stage;
mod threads;
