//! From looks to a verdict: what the intervals say, and whether noise could explain it.

mod contention;
mod decide;
mod evidence;
mod noise;

pub(super) use decide::{Looks, Next};
pub(super) use evidence::finding;
