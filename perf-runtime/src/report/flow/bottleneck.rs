//! What costs most, by kind, with what mending it would bring to the whole (Amdahl's law).

use super::model::{Bottleneck, BottleneckKind};
use super::tree::Tree;
use crate::unit::{Quantity, Unit};

/// Parts with less of the workflow's time than this are no bottlenecks.
const LEAST_SHARE: f64 = 0.05;

/// So many of each kind are named.
const MOST: usize = 5;

/// Allocating less than this in a run is not worth a word.
const LEAST_BYTES: f64 = 1_048_576.0;

/// A part that waits for less of its time than this is one that computes.
const WAITING_SHARE: f64 = 0.2;

/// So many calls from one call of the caller look like a call for each element.
const MANY_CALLS: f64 = 100.0;

/// Two standard errors: nineteen intervals of twenty hold the truth.
const TWO_SIGMA: f64 = 2.0;

pub(super) fn of(tree: &Tree<'_>, root: usize) -> Vec<Bottleneck> {
    let places = tree.below(root);
    let mut found = Vec::new();
    found.extend(largest(&places, |place| computing(tree, root, place)));
    found.extend(largest(&places, |place| waiting(tree, root, place)));
    found.extend(crowded_out(tree, root));
    let whole = allocated(tree, &places);
    found.extend(largest(&places, |place| {
        allocating(tree, root, place, whole)
    }));
    found
}

/// Whether a share is large enough to speak of; that of nothing at all is not.
fn matters(share: f64) -> bool {
    share >= LEAST_SHARE
}

fn largest(
    places: &[usize],
    look: impl Fn(usize) -> Option<Bottleneck>,
) -> impl Iterator<Item = Bottleneck> {
    let mut found: Vec<Bottleneck> = places.iter().filter_map(|place| look(*place)).collect();
    found.sort_by(|a, b| b.value.total_cmp(&a.value));
    found.into_iter().take(MOST)
}

/// What a part's own time is without what it waits.
fn computing_ns(tree: &Tree<'_>, place: usize) -> f64 {
    tree.node(place).self_ns - tree.own_waits(place).sum()
}

fn computing(tree: &Tree<'_>, root: usize, place: usize) -> Option<Bottleneck> {
    let (node, whole_ns) = (tree.node(place), tree.total_ns(root));
    let own_ns = computing_ns(tree, place);
    let share = own_ns / whole_ns;
    if !matters(share) {
        return None;
    }
    let error = node
        .self_variance
        .map(|variance| TWO_SIGMA * variance.sqrt() / whole_ns);
    let lowest = |low: f64| if tree.is_parallel(place) { 0.0 } else { low };
    let gain = error.map(|error| (lowest((share - error).max(0.0)), (share + error).min(1.0)));
    let per_call = Quantity::new(own_ns / node.calls.max(1) as f64, Unit::Nanoseconds);
    let calls = node.calls;
    Some(Bottleneck {
        kind: BottleneckKind::Cpu,
        path: tree.path(root, place),
        value: own_ns,
        share,
        gain,
        datum: match calls {
            1 => format!("one call, {per_call} of its own"),
            _ => format!("{calls} calls, {per_call} of its own each"),
        },
        advice: per_caller(tree, place).map(|(per_call, caller)| {
            format!("called {per_call:.0} times by each call of `{caller}`: work on many at once")
        }),
    })
}

/// How often the part is called by one call of its caller, where that is often.
fn per_caller(tree: &Tree<'_>, place: usize) -> Option<(f64, String)> {
    let parent = tree.node(place).parent?;
    let calls = tree.node(place).calls as f64 / tree.node(parent).calls.max(1) as f64;
    (calls >= MANY_CALLS).then(|| (calls, tree.name(parent)))
}

fn waiting(tree: &Tree<'_>, root: usize, place: usize) -> Option<Bottleneck> {
    let (node, whole_ns) = (tree.node(place), tree.total_ns(root));
    let own_ns = tree.own_waits(place).blocked + node.idle_ns;
    let share = own_ns / (whole_ns + node.idle_ns);
    let mostly = own_ns >= WAITING_SHARE * (node.self_ns + node.idle_ns);
    if !matters(share) || !mostly {
        return None;
    }
    let waited = Quantity::new(own_ns, Unit::Nanoseconds);
    let what = if node.carried_ns > 0.0 {
        "for other threads, sleep, locks or input"
    } else if node.idle_ns > 0.0 {
        "for other tasks, timers or input"
    } else {
        "for sleep, locks or input"
    };
    Some(Bottleneck {
        kind: BottleneckKind::Waiting,
        path: tree.path(root, place),
        value: own_ns,
        share,
        gain: None,
        datum: format!("{waited} without a processor, {what}"),
        advice: None,
    })
}

/// The workflow's wait for a processor, which no part of it is to blame for: it hits whatever runs at the moment.
fn crowded_out(tree: &Tree<'_>, root: usize) -> Option<Bottleneck> {
    let time = tree.node(root).scheduler?;
    let share = time.wait_ns / time.wall_ns;
    let waited = Quantity::new(time.wait_ns, Unit::Nanoseconds);
    // Clocks that were never read are no share at all.
    (share.is_finite() && matters(share)).then(|| Bottleneck {
        kind: BottleneckKind::Waiting,
        path: Vec::new(),
        value: time.wait_ns,
        share,
        gain: None,
        datum: format!(
            "{waited} waiting for a processor that others had; no part computes meanwhile"
        ),
        advice: None,
    })
}

/// What all parts allocate together, on whatever thread: the root's own count is that of its thread alone.
fn allocated(tree: &Tree<'_>, places: &[usize]) -> f64 {
    let own = places
        .iter()
        .map(|&place| tree.node(place).self_bytes as f64);
    own.sum()
}

fn allocating(tree: &Tree<'_>, root: usize, place: usize, whole: f64) -> Option<Bottleneck> {
    let node = tree.node(place);
    let own = node.self_bytes as f64;
    let share = own / whole;
    let runs = tree.node(root).calls.max(1) as f64;
    if !matters(share) || own / runs < LEAST_BYTES {
        return None;
    }
    let bytes = Quantity::new(own, Unit::Bytes);
    let (allocations, calls) = (node.self_allocations, node.calls);
    Some(Bottleneck {
        kind: BottleneckKind::Memory,
        path: tree.path(root, place),
        value: own,
        share,
        gain: None,
        datum: format!("{bytes} in {allocations} allocations of {calls} calls"),
        advice: (allocations >= calls && calls > MANY_CALLS as u64)
            .then(|| "every call allocates: keep the buffer from call to call".to_owned()),
    })
}
