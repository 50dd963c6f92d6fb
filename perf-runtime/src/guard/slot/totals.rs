//! The sum of slots of one site, in memory of one thread.

use crate::guard::counts::Counts;
use crate::guard::exact::ExactTotals;
use crate::guard::heap::HeapTotals;
use crate::guard::rare::RareTotals;

/// What slots of one site have recorded.
#[derive(Clone, Default)]
pub(crate) struct SlotTotals {
    /// Outermost calls whose judged and wall times are the same, in ticks.
    pub(crate) time: Counts,
    /// The few of them that were read exactly as well.
    pub(crate) exact: ExactTotals,
    pub(crate) nested: u64,
    pub(crate) panics: u64,
    pub(crate) cancelled: u64,
    pub(crate) heap: Option<HeapTotals>,
    pub(crate) rare: RareTotals,
}

impl SlotTotals {
    /// Outermost calls that have closed.
    pub(crate) fn closed(&self) -> u64 {
        self.time.count() + self.rare.wall.count()
    }

    /// Adds `other` to this sum.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.time.merge(&other.time);
        self.exact.merge(&other.exact);
        self.nested += other.nested;
        self.panics += other.panics;
        self.cancelled += other.cancelled;
        if let Some(heap) = &other.heap {
            self.heap.get_or_insert_default().merge(heap);
        }
        self.rare.merge(&other.rare);
    }

    /// What came to this sum since it was `earlier`. Largest figures and exact readings stay those of all calls: what they
    /// were without the earlier ones nobody knows.
    pub(crate) fn since(&self, earlier: &Self) -> Self {
        let heap = self.heap.map(|heap| match &earlier.heap {
            Some(earlier) => heap.since(earlier),
            None => heap,
        });
        Self {
            time: self.time.since(&earlier.time),
            exact: self.exact.clone(),
            nested: self.nested.saturating_sub(earlier.nested),
            panics: self.panics.saturating_sub(earlier.panics),
            cancelled: self.cancelled.saturating_sub(earlier.cancelled),
            heap,
            rare: self.rare.since(&earlier.rare),
        }
    }
}
