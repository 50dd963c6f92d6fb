//! Floor 4: machine classes: which limits hold on the machine that a process runs on.
//!
//! ```text
//! find      the perf-budget.toml of a package, from its folder upwards
//! file      its text → classes, or what is wrong with it, where, and how to mend it
//! keys      `max_ms` → metric, statistic, factor, as in an attribute
//! machine   what this machine is, and the patterns that a class matches it by
//! in_force  the class of this machine: declared limits → limits that hold
//! ```
//!
//! Without a file, or without a class that matches, the declared limits hold.

mod error;
mod file;
mod find;
mod in_force;
mod keys;
mod machine;
mod table;
#[cfg(test)]
mod tests;

pub use error::ClassError;
pub use file::{Class, Classes, Replacement};
pub use find::{FILE, find};
pub use in_force::InForce;
pub use machine::Machine;
