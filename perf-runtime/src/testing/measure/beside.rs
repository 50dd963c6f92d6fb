//! How fast the memory was beside a call: what tells a slow function from one that neighbours slow through the memory.

use serde::{Deserialize, Serialize};

use crate::probe::reference::chase::Chase;

/// Pairs that one measurement takes: with those of further looks, enough to halve.
pub(super) const PAIRS: usize = 24;

/// The memory reference and a call in the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// Time of one hop of the memory reference, in nanoseconds.
    pub hop_ns: f64,
    /// Time of a call at full speed, in nanoseconds.
    pub call_ns: f64,
    /// By how much the core's speed changed meanwhile, as a part; 1 or more when the calls waited for a processor.
    pub disturbance: f64,
}

/// Times hops around batches; `batch` runs one and says what a call took and how much it was disturbed.
pub(super) fn watch(mut batch: impl FnMut() -> Option<(f64, f64)>) -> Vec<Beside> {
    let mut chase = Chase::new();
    let mut pairs = Vec::new();
    let Ok(mut before) = chase.moment_ns_per_hop() else {
        return pairs;
    };
    for _ in 0..PAIRS {
        let call = batch();
        let Ok(after) = chase.moment_ns_per_hop() else {
            break;
        };
        pairs.extend(call.map(|(call_ns, disturbance)| Beside {
            hop_ns: f64::midpoint(before, after),
            call_ns,
            disturbance,
        }));
        before = after;
    }
    pairs
}
