//! What only some sites record: calls that waited for a processor, CPU and busy time.

use std::iter;

use super::counts::Counts;
use super::histogram::Histogram;
use super::raw::zeroed_struct;
use super::sync::{AtomicU64, Ordering};

zeroed_struct! {
    /// Samples that need more than one clock.
    #[repr(C)]
    pub(crate) struct Rare {
        /// Judged time of calls that waited for a processor, and of futures polled more than once, in ticks.
        judged: Histogram,
        /// Wall time of the same calls, in ticks.
        wall: Histogram,
        /// CPU time where a limit asks for it, in nanoseconds.
        cpu: Histogram,
        /// Time that futures polled more than once spent in polls, in ticks.
        busy: Histogram,
        /// Run-queue wait in all, in nanoseconds.
        pub(super) wait_ns: AtomicU64,
        /// Samples during which the clock stepped back; counted as zero.
        pub(super) stepped_back: AtomicU64,
        /// Samples whose CPU time was asked for and could not be read.
        pub(super) cpu_unreadable: AtomicU64,
    }
}

impl Rare {
    pub(super) fn record_judged(&self, judged: u64, wall: u64, pages: &AtomicU64) {
        self.judged.record_all(iter::once(judged), pages);
        self.wall.record_all(iter::once(wall), pages);
    }

    pub(super) fn record_cpu(&self, ns: u64, pages: &AtomicU64) {
        self.cpu.record_all(iter::once(ns), pages);
    }

    pub(super) fn record_busy(&self, busy: u64, pages: &AtomicU64) {
        self.busy.record_all(iter::once(busy), pages);
    }

    pub(super) fn add_to(&self, totals: &mut RareTotals) {
        self.judged.add_to(&mut totals.judged);
        self.wall.add_to(&mut totals.wall);
        self.cpu.add_to(&mut totals.cpu);
        self.busy.add_to(&mut totals.busy);
        totals.wait_ns += self.wait_ns.load(Ordering::Relaxed);
        totals.stepped_back += self.stepped_back.load(Ordering::Relaxed);
        totals.cpu_unreadable += self.cpu_unreadable.load(Ordering::Relaxed);
    }

    /// # Safety
    ///
    /// As for `Histogram::free_parts`.
    pub(super) unsafe fn free_parts(&self) {
        for histogram in [&self.judged, &self.wall, &self.cpu, &self.busy] {
            // SAFETY: the caller's promise is passed on.
            unsafe { histogram.free_parts() };
        }
    }
}

/// The sum of [`Rare`] over threads.
#[derive(Clone, Default)]
pub(crate) struct RareTotals {
    pub(crate) judged: Counts,
    pub(crate) wall: Counts,
    pub(crate) cpu: Counts,
    pub(crate) busy: Counts,
    pub(crate) wait_ns: u64,
    pub(crate) stepped_back: u64,
    pub(crate) cpu_unreadable: u64,
}

impl RareTotals {
    pub(super) fn merge(&mut self, other: &Self) {
        self.judged.merge(&other.judged);
        self.wall.merge(&other.wall);
        self.cpu.merge(&other.cpu);
        self.busy.merge(&other.busy);
        self.wait_ns += other.wait_ns;
        self.stepped_back += other.stepped_back;
        self.cpu_unreadable += other.cpu_unreadable;
    }

    /// What came to this sum since it was `earlier`.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        Self {
            judged: self.judged.since(&earlier.judged),
            wall: self.wall.since(&earlier.wall),
            cpu: self.cpu.since(&earlier.cpu),
            busy: self.busy.since(&earlier.busy),
            wait_ns: self.wait_ns.saturating_sub(earlier.wait_ns),
            stepped_back: self.stepped_back.saturating_sub(earlier.stepped_back),
            cpu_unreadable: self.cpu_unreadable.saturating_sub(earlier.cpu_unreadable),
        }
    }
}
