//! Known work that a measurement is set against, so that the machine's own speed cancels out.

pub mod chase;
pub mod spin;
pub mod wide;
