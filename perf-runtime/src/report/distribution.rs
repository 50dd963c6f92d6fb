//! Adding up the recorded figures of two processes.

use std::cmp::Ordering;

use crate::record::{Bucket, ContextSnapshot, Distribution, MemorySnapshot, ProcessSnapshot};

/// Adds the figures of `other`, which belong to the same site and context.
pub(super) fn add(into: &mut ContextSnapshot, other: &ContextSnapshot) {
    into.calls = into.calls.saturating_add(other.calls);
    into.panics = into.panics.saturating_add(other.panics);
    into.cancelled = into.cancelled.saturating_add(other.cancelled);
    into.run_queue_wait_ns += other.run_queue_wait_ns;
    extend(&mut into.time, &other.time);
    extend(&mut into.wall, &other.wall);
    into.cpu = either(into.cpu.take(), other.cpu.as_ref(), sum);
    into.busy = either(into.busy.take(), other.busy.as_ref(), sum);
    into.memory = either(into.memory.take(), other.memory.as_ref(), memory);
    into.process = either(into.process.take(), other.process.as_ref(), process);
    into.calls_per_run = either(
        into.calls_per_run.take(),
        other.calls_per_run.as_ref(),
        |a, b| {
            let mut both = *a;
            both.add(b);
            both
        },
    );
    if !other.unavailable.is_empty() {
        into.unavailable.extend(other.unavailable.iter().cloned());
        into.unavailable.sort();
        into.unavailable.dedup();
    }
}

fn process(a: &ProcessSnapshot, b: &ProcessSnapshot) -> ProcessSnapshot {
    ProcessSnapshot {
        runs: a.runs.saturating_add(b.runs),
        resident_start: a.resident_start.max(b.resident_start),
        resident_end: a.resident_end.max(b.resident_end),
        resident_peak: a.resident_peak.max(b.resident_peak),
        cpu_ms: a.cpu_ms.saturating_add(b.cpu_ms),
    }
}

fn either<T: Clone>(a: Option<T>, b: Option<&T>, both: impl FnOnce(&T, &T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(both(&a, b)),
        (a, b) => a.or_else(|| b.cloned()),
    }
}

fn sum(a: &Distribution, b: &Distribution) -> Distribution {
    let mut sum = a.clone();
    extend(&mut sum, b);
    sum
}

/// Adds all samples of `other`. Buckets of equal value unite; others stay, so that nothing is rounded a second time.
fn extend(into: &mut Distribution, other: &Distribution) {
    if into.buckets.is_empty() {
        into.clone_from(other);
        return;
    }
    if other.buckets.is_empty() {
        return;
    }
    let (mut here, mut there) = (0, 0);
    // As long as the same times were measured as before, which is the usual case, nothing moves.
    while let (Some(known), Some(bucket)) = (into.buckets.get_mut(here), other.buckets.get(there)) {
        match known.value.total_cmp(&bucket.value) {
            Ordering::Less => here += 1,
            Ordering::Equal => {
                known.count = known.count.saturating_add(bucket.count);
                (here, there) = (here + 1, there + 1);
            }
            Ordering::Greater => break,
        }
    }
    let rest = &other.buckets[there..];
    if !rest.is_empty() {
        let behind = into.buckets.split_off(here);
        unite(&mut into.buckets, behind, rest);
    }
    into.min = into.min.min(other.min);
    into.max = into.max.max(other.max);
    into.sum += other.sum;
}

/// Appends both, which ascend, in ascending order.
fn unite(into: &mut Vec<Bucket>, a: Vec<Bucket>, b: &[Bucket]) {
    into.reserve_exact(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.iter().copied().peekable());
    loop {
        let order = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => x.value.total_cmp(&y.value),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return,
        };
        match order {
            Ordering::Less => into.extend(a.next()),
            Ordering::Greater => into.extend(b.next()),
            Ordering::Equal => into.extend(a.next().zip(b.next()).map(|(x, y)| Bucket {
                count: x.count.saturating_add(y.count),
                ..x
            })),
        }
    }
}

fn memory(a: &MemorySnapshot, b: &MemorySnapshot) -> MemorySnapshot {
    MemorySnapshot {
        calls: a.calls.saturating_add(b.calls),
        max_allocations: a.max_allocations.max(b.max_allocations),
        max_bytes: a.max_bytes.max(b.max_bytes),
        max_peak: a.max_peak.max(b.max_peak),
        max_net: a.max_net.max(b.max_net),
        first_calls: a.first_calls.saturating_add(b.first_calls),
        first_allocations: a.first_allocations.max(b.first_allocations),
        first_bytes: a.first_bytes.max(b.first_bytes),
        first_peak: a.first_peak.max(b.first_peak),
        total_allocations: a.total_allocations.saturating_add(b.total_allocations),
        total_bytes: a.total_bytes.saturating_add(b.total_bytes),
    }
}
