//! What a function would take if the memory were quiet: its time against the memory's in the same moments.
//!
//! Neighbours come and go within milliseconds, and the memory reference with them. A function that does not follow it
//! is not slowed by it, however contended the memory is.

use super::super::measure::Beside;
use crate::stats::order;

/// Fewer pairs say nothing of how two quantities go together.
const FEWEST_PAIRS: usize = 24;
/// The memory must have varied by this much, as a part of its calmer half, to show whether the function follows.
const VARIED: f64 = 0.05;
/// The part of the calls, from the fastest, that stands for a function which nobody disturbs: other noise only adds.
const UNDISTURBED: f64 = 0.2;
/// What the intervals of both halves may spend.
const ALPHA: f64 = 0.05;
/// A change of speed during a batch that is small against what is looked for.
const STEADY: f64 = 0.01;

/// A lower bound of the time of a call, in nanoseconds, had the memory been at its best; `None` when the pairs cannot
/// tell.
pub(super) fn at_quiet_memory(pairs: &[Beside], best_hop_ns: f64) -> Option<f64> {
    let mut sorted = steady(pairs)?;
    sorted.sort_by(|a, b| a.hop_ns.total_cmp(&b.hop_ns));
    let (calm, rough) = sorted.split_at(sorted.len() / 2);
    let (calm_hop, rough_hop) = (typical_hop(calm)?, typical_hop(rough)?);
    let varied = rough_hop - calm_hop;
    if varied < calm_hop * VARIED {
        return None;
    }
    let (calm_low, _) = undisturbed(calm)?;
    let (_, rough_high) = undisturbed(rough)?;
    let followed = (rough_high - calm_low).max(0.0);
    let explained = followed / varied * (calm_hop - best_hop_ns).max(0.0);
    Some(calm_low - explained)
}

/// The pairs during which the core's speed was steady, if there are enough of them, all elsewhere.
fn steady(pairs: &[Beside]) -> Option<Vec<Beside>> {
    let steady: Vec<Beside> = pairs
        .iter()
        .filter(|pair| pair.disturbance < STEADY)
        .copied()
        .collect();
    let chosen = if steady.len() >= FEWEST_PAIRS {
        steady
    } else {
        pairs.to_vec()
    };
    (chosen.len() >= FEWEST_PAIRS).then_some(chosen)
}

fn typical_hop(pairs: &[Beside]) -> Option<f64> {
    // The halves of a sorted row are sorted.
    let hops: Vec<f64> = pairs.iter().map(|pair| pair.hop_ns).collect();
    order::median(&hops)
}

/// The interval of the time that the fastest calls stay below.
fn undisturbed(pairs: &[Beside]) -> Option<(f64, f64)> {
    let mut calls: Vec<f64> = pairs.iter().map(|pair| pair.call_ns).collect();
    calls.sort_by(f64::total_cmp);
    let n = calls.len() as u64;
    // The fastest call is a lower bound where there are too few for an interval.
    let low = order::lower_rank(n, UNDISTURBED, ALPHA).unwrap_or(0);
    let high = order::upper_rank(n, UNDISTURBED, ALPHA)?;
    Some((*calls.get(low as usize)?, *calls.get(high as usize)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls of `call(hop)` beside hops of 20 to 40 ns, with a scatter of 0.2 %, every third slower by up to a half.
    fn pairs(call: impl Fn(f64) -> f64) -> Vec<Beside> {
        let pair = |i: u32| {
            let hop_ns = 20.0 + f64::from(i * 7 % 21);
            let disturbed = if i % 3 == 0 {
                f64::from(i) / 200.0
            } else {
                0.0
            };
            let scatter = 1.0 + 0.002 * f64::from(i * 5 % 11) / 11.0 + disturbed;
            Beside {
                hop_ns,
                call_ns: call(hop_ns) * scatter,
                disturbance: 0.0,
            }
        };
        (0..96).map(pair).collect()
    }

    #[test]
    fn a_function_that_does_not_follow_the_memory_keeps_its_time() {
        let low = at_quiet_memory(&pairs(|_| 1_000.0), 10.0).unwrap();
        assert!((980.0..=1_002.0).contains(&low), "{low}");
    }

    #[test]
    fn a_function_that_follows_the_memory_is_as_fast_as_the_memory_lets_it() {
        let low = at_quiet_memory(&pairs(|hop| 500.0 + 50.0 * hop), 10.0).unwrap();
        assert!((600.0..=1_001.0).contains(&low), "{low}");
    }

    #[test]
    fn memory_that_does_not_vary_tells_nothing() {
        let mut still = pairs(|_| 1_000.0);
        still.iter_mut().for_each(|pair| pair.hop_ns = 30.0);
        assert_eq!(at_quiet_memory(&still, 10.0), None);
        assert_eq!(at_quiet_memory(&pairs(|_| 1_000.0)[..16], 10.0), None);
    }
}
