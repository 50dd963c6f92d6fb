//! What a series says: its level, its slope, where it changed and which commit that was.

mod analyse;
mod show;
mod spark;

pub(crate) use analyse::{Change, Trend, analyse, levels};
pub(crate) use show::{json, terminal};
