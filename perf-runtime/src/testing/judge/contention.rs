//! What a function would take if the memory were quiet: its time against the memory's in the same moments.
//!
//! Neighbours come and go within milliseconds, and the memory reference with them. A function that does not follow it
//! is not slowed by it, however contended the memory is.

use super::super::measure::Beside;
use crate::stats::order;

/// Fewer pairs say nothing of how two quantities go together.
const FEWEST_PAIRS: usize = 12;
/// The memory must have varied by this much, as a part of its calmer half, to show whether the function follows.
const VARIED: f64 = 0.05;
/// Standard errors that a bound keeps from its estimate: a function is called slow by this.
const ERRORS: f64 = 3.0;

/// A lower bound of the time of a call, in nanoseconds, had the memory been at its best; `None` when the pairs cannot
/// tell.
pub(super) fn at_quiet_memory(pairs: &[Beside], best_hop_ns: f64) -> Option<f64> {
    if pairs.len() < FEWEST_PAIRS {
        return None;
    }
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| a.hop_ns.total_cmp(&b.hop_ns));
    let (calm, rough) = sorted.split_at(sorted.len() / 2);
    let (calm_hop, rough_hop) = (typical(calm, |p| p.hop_ns), typical(rough, |p| p.hop_ns));
    let varied = rough_hop.value - calm_hop.value;
    if varied < calm_hop.value * VARIED {
        return None;
    }
    let (calm_call, rough_call) = (typical(calm, |p| p.call_ns), typical(rough, |p| p.call_ns));
    let error = calm_call.error.hypot(rough_call.error);
    let followed = (rough_call.value - calm_call.value + ERRORS * error).max(0.0);
    let explained = followed / varied * (calm_hop.value - best_hop_ns).max(0.0);
    Some(calm_call.value - ERRORS * calm_call.error - explained)
}

struct Typical {
    value: f64,
    /// Standard error of the median.
    error: f64,
}

fn typical(pairs: &[Beside], figure: impl Fn(&Beside) -> f64) -> Typical {
    /// Quartiles of a normal distribution are this many standard deviations apart …
    const QUARTILES: f64 = 1.349;
    /// … and the median of a sample varies by this much more than its mean.
    const MEDIAN: f64 = 1.2533;
    let mut values: Vec<f64> = pairs.iter().map(figure).collect();
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let deviation = (values[n * 3 / 4] - values[n / 4]) / QUARTILES;
    Typical {
        value: order::median(&values).unwrap_or(f64::NAN),
        error: MEDIAN * deviation / (n as f64).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls of `call(hop)` beside hops of 20 to 40 ns, with a scatter of 0.2 %.
    fn pairs(call: impl Fn(f64) -> f64) -> Vec<Beside> {
        let pair = |i: u32| {
            let hop_ns = 20.0 + f64::from(i * 7 % 21);
            let scatter = 1.0 + 0.002 * f64::from(i * 5 % 11) / 11.0;
            Beside {
                hop_ns,
                call_ns: call(hop_ns) * scatter,
            }
        };
        (0..32).map(pair).collect()
    }

    #[test]
    fn a_function_that_does_not_follow_the_memory_keeps_its_time() {
        let low = at_quiet_memory(&pairs(|_| 1_000.0), 10.0).unwrap();
        assert!((985.0..=1_002.0).contains(&low), "{low}");
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
        assert_eq!(at_quiet_memory(&pairs(|_| 1_000.0)[..8], 10.0), None);
    }
}
