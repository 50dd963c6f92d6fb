//! One look at a budget: a measurement, and the state of the memory beside it; here or in a fresh process.

mod fresh;
mod request;
mod take;

use serde::{Deserialize, Serialize};

use super::measure::{Measurement, Standing};
use crate::probe::reference::chase::Chase;

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
    /// Time of one hop of the memory reference right after a measurement above its limit, in nanoseconds.
    pub(super) hop_ns: Option<f64>,
}

/// What a process that was started for a look hands back: one of the two.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Answer {
    look: Option<Look>,
    error: Option<String>,
}

impl Look {
    /// Adds the state of the memory where it matters: an excess may be a neighbour's use of the shared cache.
    pub(super) fn at(measurement: Measurement) -> Self {
        let above = measurement.standing == Standing::Above;
        let hop_ns = above.then(|| Chase::new().ns_per_hop().ok()).flatten();
        Self {
            measurement,
            hop_ns,
        }
    }
}
