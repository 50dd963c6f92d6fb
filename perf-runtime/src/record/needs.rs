//! What the samples of a site need beyond the wall clock, read off its limits.

use crate::clock::Scale;
use crate::guard::slot::{Needs, SWITCH_NS};
use crate::site::{Metric, Site};

/// Below this share of its limit a call's wall time cannot break it, whatever the scheduler did.
const NEAR_THE_LIMIT: f64 = 0.5;

/// The needs of a site's samples.
pub(super) fn of(site: &'static Site) -> Needs {
    let limits = site.info().limits;
    let nearest = limits
        .iter()
        .filter(|limit| matches!(limit.metric, Metric::Time | Metric::Busy))
        .map(|limit| limit.value)
        .min_by(f64::total_cmp);
    let cpu = limits.iter().any(|limit| limit.metric == Metric::Cpu);
    Needs {
        slow_from: match nearest {
            _ if cpu => 0,
            Some(limit) => Scale::rough().ticks((limit * NEAR_THE_LIMIT).max(SWITCH_NS)),
            None => u64::MAX,
        },
        time_limited: nearest.is_some(),
        cpu,
    }
}
