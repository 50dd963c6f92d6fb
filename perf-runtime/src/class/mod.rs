//! Floor 4: machine classes: which limits hold on the machine that a process runs on.
//!
//! ```text
//! file      its text → classes, or what is wrong with it, where, and how to mend it
//! machine   what this machine is, and the patterns that a class matches it by
//! in_force  the class of this machine: declared limits → limits that hold
//! ```
//!
//! Without a file, or without a class that matches, the declared limits hold.

mod file;
mod in_force;
mod machine;
#[cfg(test)]
mod tests;

pub use crate::settings::SettingsError as ClassError;
pub use crate::settings::{FILE, find};
pub use file::{Class, Classes, Replacement};
pub use in_force::InForce;
pub use machine::Machine;
