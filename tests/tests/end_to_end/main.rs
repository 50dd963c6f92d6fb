//! The whole chain from outside: real processes and real `cargo` runs, judged by what they print, write and return.
//!
//! `process` runs one fixture program under the names of a test executable and of an ordinary program. `cargo` runs the
//! fixture crates with cargo and nextest, as their users would. `programs` runs whole programs that load or contain code with
//! budgets.
#![cfg(all(feature = "monitoring", unix))]

mod cargo;
mod child;
mod process;
mod programs;
