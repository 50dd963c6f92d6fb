//! What neighbours that use the memory can have added to a function: how its time went with the memory's in the same
//! moments.
//!
//! Neighbours come and go, and the pace of the memory with them. A function that does not follow it is not slowed by it,
//! however contended the memory is.

use super::super::measure::Beside;
use crate::stats::order;

/// Fewer pairs say nothing of how two quantities go together.
const FEWEST: usize = 12;
/// Three standard errors: what a difference of two thirds may be off.
const ERRORS: f64 = 3.0;
/// The distance from a normal distribution's lowest tenth to its median, in standard deviations.
const TENTH: f64 = 1.28;
/// The standard error of a median, in those of a mean.
const OF_MEDIAN: f64 = 1.25;
/// The memory changes within a pair as well, which hides a part of what the function owes to it.
const HIDDEN: f64 = 2.0;
/// What spends less than this part of its time on the memory, by all that its batches show, is bound by the core.
const CORE_BOUND: f64 = 0.3;

/// The part of a call's time that slow memory can have added at most, from 0 to 1. `steady` is whether looks at it agree.
pub(super) fn added_by_memory(pairs: &[Beside], best_hop_ns: f64, steady: bool) -> f64 {
    let alone: Vec<Beside> = pairs.iter().filter(|pair| pair.alone).copied().collect();
    let mut sorted = if alone.len() >= FEWEST {
        alone
    } else {
        pairs.to_vec()
    };
    sorted.sort_by(|a, b| a.hop_ns.total_cmp(&b.hop_ns));
    let Some(typical) = middle(&sorted, |pair| pair.hop_ns) else {
        return 0.0;
    };
    let quiet = (best_hop_ns / typical).min(1.0);
    match memory_share(&sorted).filter(|share| steady && *share < CORE_BOUND) {
        Some(share) => share * (1.0 - quiet),
        // Code that many loads at once keep busy suffers more than a chase does, that waits for one after the other.
        None => 1.0 - quiet * quiet,
    }
}

/// The part of a call's time that goes with the pace of the memory, at most; `None` when the pairs cannot tell. They are
/// in the order of their hops.
fn memory_share(sorted: &[Beside]) -> Option<f64> {
    if sorted.len() < FEWEST {
        return None;
    }
    let third = sorted.len() / 3;
    let (calm, rough) = (&sorted[..third], &sorted[sorted.len() - third..]);
    let ratio = |figure: fn(&Beside) -> f64| Some(middle(rough, figure)? / middle(calm, figure)?);
    let error = error(calm)?.hypot(error(rough)?);
    let followed = (ratio(|pair| pair.call_ns)? - 1.0).max(0.0) + ERRORS * error;
    let share = HIDDEN * followed / (ratio(|pair| pair.hop_ns)? - 1.0);
    (share.is_finite() && share >= 0.0).then_some(share)
}

fn middle(pairs: &[Beside], figure: impl Fn(&Beside) -> f64) -> Option<f64> {
    order::median(&ascending(pairs, figure))
}

/// The standard error of the middle call, as a part of it.
fn error(pairs: &[Beside]) -> Option<f64> {
    let calls = ascending(pairs, |pair| pair.call_ns);
    let deviation = order::lower_spread(&calls)? / TENTH;
    Some(OF_MEDIAN * deviation / (calls.len() as f64).sqrt())
}

fn ascending(pairs: &[Beside], figure: impl Fn(&Beside) -> f64) -> Vec<f64> {
    let mut figures: Vec<f64> = pairs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls of `call(hop)` beside hops of 20 to 40 ns, with a scatter of 0.4 %.
    fn pairs(call: impl Fn(f64) -> f64) -> Vec<Beside> {
        let pair = |i: u32| {
            let hop_ns = 20.0 + f64::from(i * 7 % 21);
            let scatter = 1.0 + 0.004 * f64::from(i * 5 % 11) / 11.0;
            Beside {
                hop_ns,
                call_ns: call(hop_ns) * scatter,
                alone: true,
            }
        };
        (0..96).map(pair).collect()
    }

    #[test]
    fn a_function_that_does_not_follow_the_memory_owes_it_next_to_nothing() {
        let added = added_by_memory(&pairs(|_| 1_000.0), 10.0, true);
        assert!((0.0..0.03).contains(&added), "{added}");
    }

    #[test]
    fn a_function_that_follows_it_or_whose_looks_differ_is_excused_more_than_a_chase() {
        let all = 1.0 - (10.0_f64 / 30.0).powi(2);
        for (call, steady) in [
            ((|hop| 50.0 * hop) as fn(f64) -> f64, true),
            (|hop| 700.0 + 31.0 * hop, true),
            (|_| 1_000.0, false),
        ] {
            let added = added_by_memory(&pairs(call), 10.0, steady);
            assert!((added - all).abs() < 0.05, "{added}");
        }
    }

    #[test]
    fn calls_that_had_the_core_to_themselves_tell_more() {
        let mut mixed = pairs(|_| 1_000.0);
        let rough = mixed.iter_mut().filter(|pair| pair.hop_ns > 30.0);
        for pair in rough.step_by(2) {
            (pair.call_ns, pair.alone) = (1_500.0, false);
        }
        let added = added_by_memory(&mixed, 10.0, true);
        assert!((0.0..0.05).contains(&added), "{added}");
    }

    #[test]
    fn memory_that_does_not_vary_or_few_pairs_prove_nothing() {
        let mut still = pairs(|_| 1_000.0);
        still.iter_mut().for_each(|pair| pair.hop_ns = 30.0);
        assert_eq!(memory_share(&still), None);
        assert_eq!(memory_share(&pairs(|_| 1_000.0)[..8]), None);
        assert_eq!(added_by_memory(&[], 10.0, true), 0.0);
    }
}
