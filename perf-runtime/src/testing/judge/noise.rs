//! Could something else than the function explain an excess? Noise only ever slows, so the most favourable look counts.

use super::super::look::Look;
use super::decide::time;

/// More samples than this part at or below the limit, and the excess is a matter of moments.
const MOSTLY_ABOVE: f64 = 0.15;
/// What one preemption costs beyond the wait itself: cold caches afterwards, in nanoseconds.
const PREEMPTION_NS: f64 = 150e3;
/// A memory reference slower than its best by more than this factor means that neighbours use the memory.
const CONTENDED: f64 = 1.25;
/// Core-bound code repeats to well under this; samples or looks that spread further depend on something else.
const UNSTEADY: f64 = 0.04;

/// Why all looks above the limit are no proof; `None` when they are.
pub(super) fn explanation(
    looks: &[Look],
    limit_ns: f64,
    best_hop_ns: Option<f64>,
) -> Option<String> {
    let under = looks.iter().map(|look| look.measurement.share_under_limit);
    let under = under.fold(0.0, f64::max);
    if under > MOSTLY_ABOVE {
        return Some(format!(
            "{:.0} % of the batches of one look are within the limit: the excess comes and goes",
            under * 100.0
        ));
    }
    let preempted = looks.iter().any(|look| {
        let measurement = &look.measurement;
        let excess = measurement.estimate.map_or(0.0, |e| e.value - limit_ns);
        let explained = PREEMPTION_NS * measurement.involuntary_per_batch;
        excess * measurement.calls_per_batch <= explained
    });
    if preempted {
        return Some(
            "every batch was preempted, which costs as much as the excess: a quieter machine would decide"
                .to_owned(),
        );
    }
    let slowdown = slowdown(looks, best_hop_ns)?;
    let unsteady = spread_within(looks).max(spread_between(looks)) > UNSTEADY;
    let comparable = smallest_excess(looks, limit_ns) <= slowdown - 1.0;
    (slowdown > CONTENDED && (unsteady || comparable)).then(|| {
        format!(
            "neighbours slowed the memory reference {slowdown:.1}-fold meanwhile, which can explain the excess: \
             a quieter machine would decide"
        )
    })
}

/// What the memory reference said, for the evidence.
pub(super) fn memory_note(looks: &[Look], best_hop_ns: Option<f64>) -> Option<String> {
    let slowdown = slowdown(looks, best_hop_ns)?;
    let best = time(best_hop_ns?);
    Some(format!(
        "the memory reference ran at {slowdown:.2} times its best of {best} a hop"
    ))
}

/// The memory reference against its best, in the look where it was least disturbed.
fn slowdown(looks: &[Look], best_hop_ns: Option<f64>) -> Option<f64> {
    let hops = looks.iter().filter_map(|look| look.hop_ns);
    let calmest = hops.fold(f64::INFINITY, f64::min);
    let best = best_hop_ns?.min(calmest);
    calmest.is_finite().then_some(calmest / best)
}

fn spread_within(looks: &[Look]) -> f64 {
    let spreads = looks.iter().map(|look| look.measurement.spread);
    spreads.fold(0.0, f64::max)
}

fn spread_between(looks: &[Look]) -> f64 {
    let (low, high) = values(looks).fold((f64::INFINITY, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low.is_finite() {
        high / low - 1.0
    } else {
        0.0
    }
}

fn smallest_excess(looks: &[Look], limit_ns: f64) -> f64 {
    values(looks).fold(f64::INFINITY, f64::min) / limit_ns - 1.0
}

fn values(looks: &[Look]) -> impl Iterator<Item = f64> {
    looks
        .iter()
        .filter_map(|look| Some(look.measurement.estimate?.value))
}
