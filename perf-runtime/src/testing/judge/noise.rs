//! Could something else than the function explain an excess? Noise only ever slows, so the most favourable look counts.

use super::super::look::Look;
use super::super::measure::Beside;
use super::contention::added_by_memory;
use super::decide::time;
use crate::stats::order;

/// More samples than this part at or below the limit, and the excess is a matter of moments.
const MOSTLY_ABOVE: f64 = 0.15;
/// What one preemption costs beyond the wait itself: cold caches afterwards, in nanoseconds.
const PREEMPTION_NS: f64 = 150e3;
/// Looks at code that only the core matters to differ by much less than this, even while neighbours come and go.
const UNSTEADY: f64 = 0.04;
/// So many looks that agree are no chance …
const AGREEING: usize = 3;
/// … among so many; among more, as large a part of them.
const AMONG: usize = 7;

/// Why looks that are all above the limit are no proof; `None` when they are.
pub(super) fn explanation(
    looks: &[&Look],
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
    // Noise only ever slows: one look that it does not explain is enough.
    let preempted = looks.iter().all(|look| {
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
    memory(looks, limit_ns, best_hop_ns)
}

/// Whether neighbours that slow the memory can explain the excess.
fn memory(looks: &[&Look], limit_ns: f64, best_hop_ns: Option<f64>) -> Option<String> {
    let best_hop_ns = best_hop_ns?;
    let pairs = looks.iter().flat_map(|look| &look.measurement.beside);
    let pairs: Vec<Beside> = pairs.copied().collect();
    let slowdown = slowdown(looks.iter().copied(), Some(best_hop_ns))?;
    let between = spread_between(looks);
    // A function that does nothing but wait for memory is slowed as the reference is, and no other is slowed more.
    // And what it sleeps or waits, no memory adds to.
    let shares = looks.iter().map(|look| look.measurement.core_share);
    let most = (1.0 - 1.0 / slowdown) * shares.fold(0.0, f64::max);
    let added = added_by_memory(&pairs, best_hop_ns, between <= UNSTEADY)
        .min(most)
        .min(added_by_fetching(looks, best_hop_ns));
    let excess = 1.0 - limit_ns / smallest(looks);
    (excess <= added).then(|| {
        format!(
            "neighbours slowed the memory reference {slowdown:.1}-fold meanwhile, which can have added {:.0} % to the \
             function (its looks differ by {:.1} %): a quieter machine would decide",
            added * 100.0,
            between * 100.0
        )
    })
}

/// The part of a call's time that slow memory can have added to the lines it fetches, at most; infinite where nobody knows
/// how many those are.
fn added_by_fetching(looks: &[&Look], best_hop_ns: f64) -> f64 {
    let parts = looks.iter().filter_map(|look| {
        let slower_ns = (look.hop_ns()? - best_hop_ns).max(0.0);
        Some(look.measurement.fetched_lines? * slower_ns / look.measurement.least_ns?)
    });
    parts.fold(f64::INFINITY, f64::min)
}

/// What the memory reference said, for the evidence.
pub(super) fn memory_note(looks: &[Look], best_hop_ns: Option<f64>) -> Option<String> {
    let slowdown = slowdown(looks.iter(), best_hop_ns)?;
    let best = time(best_hop_ns?);
    Some(format!(
        "the memory reference ran at {slowdown:.2} times its best of {best} a hop"
    ))
}

/// The memory reference against its best, in the typical look.
fn slowdown<'a>(looks: impl Iterator<Item = &'a Look>, best_hop_ns: Option<f64>) -> Option<f64> {
    let mut hops: Vec<f64> = looks.filter_map(Look::hop_ns).collect();
    hops.sort_by(f64::total_cmp);
    Some((order::median(&hops)? / best_hop_ns?).max(1.0))
}

/// How far the fastest looks differ: a slow one among them says nothing, some that agree do.
fn spread_between(looks: &[&Look]) -> f64 {
    let values = values(looks);
    let agreeing = AGREEING.max(values.len() * AGREEING / AMONG);
    match (values.first(), values.get(agreeing - 1)) {
        (Some(fastest), Some(last)) => last / fastest - 1.0,
        _ => f64::INFINITY,
    }
}

fn smallest(looks: &[&Look]) -> f64 {
    values(looks).first().copied().unwrap_or(f64::INFINITY)
}

/// What the looks found, ascending. Looks that had the core to themselves tell more than those from which all was taken
/// off that a crowd may have added.
fn values(looks: &[&Look]) -> Vec<f64> {
    let of = |alone: bool| {
        let looks = looks.iter().filter(|look| look.measurement.alone || !alone);
        let mut values: Vec<f64> = looks.filter_map(|look| look.measurement.least_ns).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let alone = of(true);
    if alone.len() >= AGREEING {
        alone
    } else {
        of(false)
    }
}
