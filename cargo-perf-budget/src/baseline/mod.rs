//! `perf-baseline.json`: named sets of accepted figures, committed by the user, changed by an explicit accept only.

mod compare;
mod file;
mod model;
mod print;
mod validate;

pub(crate) use compare::{Comparison, against, circumstances};
pub(crate) use file::{FILE, read, write};
pub(crate) use model::{Baseline, Baselines, Machine, name};
pub(crate) use print::{percent, table, terminal, what};
