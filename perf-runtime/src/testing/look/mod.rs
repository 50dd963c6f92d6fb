//! One look at a budget: a measurement, and the state of the memory beside it; here or in a fresh process.

mod fresh;
mod request;
mod take;

use serde::{Deserialize, Serialize};

use super::measure::Measurement;
use crate::stats::order;

pub(super) use fresh::look_in_fresh_process;
pub(super) use request::{Request, site_identity};
pub(super) use take::{run, serve, take};

/// The first argument of a process that was started for a look. An argument, unlike a variable, is not inherited by what
/// the workload itself starts.
pub(super) const ARGUMENT: &str = "--perf-runtime-look";

/// Why a limit is not measured by a workload that leaves the function alone.
pub(super) const UNREACHED: &str =
    "the workload ran, but its measured calls never reached the function";

/// One measurement in one process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Look {
    pub(super) measurement: Measurement,
}

/// What a process that was started for a look hands back: one of the two.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Answer {
    look: Option<Look>,
    error: Option<String>,
}

impl Look {
    /// The typical pace of the memory after a measurement above its limit, in nanoseconds a hop.
    pub(super) fn hop_ns(&self) -> Option<f64> {
        let beside = &self.measurement.beside;
        let mut hops: Vec<f64> = beside.iter().map(|beside| beside.hop_ns).collect();
        hops.sort_by(f64::total_cmp);
        order::median(&hops)
    }
}
