//! `perf-baseline.json`: named sets of accepted figures, committed by the user, changed by an explicit accept only.

mod chosen;
mod compare;
mod file;
mod model;
mod print;
mod promise;

pub(crate) use chosen::{chosen, must_exist};
pub(crate) use compare::{Comparison, against, circumstances};
pub(crate) use file::{read, write};
pub(crate) use model::{accepted_in_part, accepted_now, name};
pub(crate) use perf_runtime::baseline::{Baseline, Baselines, FILE, Machine};
pub(crate) use print::{percent, table, terminal, what};
pub(crate) use promise::{Promise, promises};
