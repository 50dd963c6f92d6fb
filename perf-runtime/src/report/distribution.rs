//! Adding up the recorded figures of two processes.

use crate::record::{Bucket, ContextSnapshot, Distribution, MemorySnapshot, ProcessSnapshot};

/// Adds the figures of `other`, which belong to the same site and context.
pub(super) fn add(into: &mut ContextSnapshot, other: &ContextSnapshot) {
    into.calls = into.calls.saturating_add(other.calls);
    into.panics = into.panics.saturating_add(other.panics);
    into.cancelled = into.cancelled.saturating_add(other.cancelled);
    into.run_queue_wait_ns += other.run_queue_wait_ns;
    into.time = sum(&into.time, &other.time);
    into.wall = sum(&into.wall, &other.wall);
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
    into.unavailable.extend(other.unavailable.iter().cloned());
    into.unavailable.sort();
    into.unavailable.dedup();
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

/// All samples of both. Buckets of equal value unite; others stay, so that nothing is rounded a second time.
fn sum(a: &Distribution, b: &Distribution) -> Distribution {
    if a.buckets.is_empty() || b.buckets.is_empty() {
        return if a.buckets.is_empty() {
            b.clone()
        } else {
            a.clone()
        };
    }
    let mut buckets: Vec<Bucket> = a.buckets.iter().chain(&b.buckets).copied().collect();
    buckets.sort_by(|x, y| x.value.total_cmp(&y.value));
    buckets.dedup_by(|next, kept| {
        let same = next.value == kept.value;
        if same {
            kept.count = kept.count.saturating_add(next.count);
        }
        same
    });
    Distribution {
        buckets,
        min: a.min.min(b.min),
        max: a.max.max(b.max),
        sum: a.sum + b.sum,
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
