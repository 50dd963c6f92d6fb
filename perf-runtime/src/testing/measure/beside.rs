//! How fast the memory was beside a batch: what tells a slow function from one that neighbours slow through the memory.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::probe::reference::chase::Chase;

/// Pairs that one measurement takes: with those of further looks, enough to compare thirds of them.
const PAIRS: usize = 24;
/// Batches that are run for them at most: a disturbed one makes no pair.
const BATCHES: usize = 72;
/// … within this time, in nanoseconds.
const BOX_NS: u128 = 300_000_000;

/// The memory reference and a call in the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// Time of one hop of the memory reference, in nanoseconds.
    pub hop_ns: f64,
    /// Time of a call at the usual speed, in nanoseconds.
    pub call_ns: f64,
    /// Nobody else used the core.
    pub alone: bool,
}

/// Times hops around batches; `batch` runs one and says what a call took and whether it had the core
/// to itself, unless something else disturbed it.
pub(super) fn watch(mut batch: impl FnMut() -> Option<(f64, bool)>) -> Vec<Beside> {
    let mut chase = Chase::new();
    let mut pairs = Vec::new();
    let Ok(mut before) = chase.moment_ns_per_hop() else {
        return pairs;
    };
    let start = Instant::now();
    for _ in 0..BATCHES {
        if pairs.len() == PAIRS || start.elapsed().as_nanos() > BOX_NS {
            break;
        }
        let call = batch();
        let Ok(after) = chase.moment_ns_per_hop() else {
            break;
        };
        pairs.extend(call.map(|(call_ns, alone)| Beside {
            hop_ns: f64::midpoint(before, after),
            call_ns,
            alone,
        }));
        before = after;
    }
    pairs
}
