//! What was recorded of one site from one moment to another.

use std::collections::BTreeMap;

use super::snapshot::{ClockSnapshot, ContextSnapshot};
use super::take::{Units, add_calls_per_run};
use super::{context, threads};
use crate::clock::Scale;
use crate::guard::local;
use crate::guard::slot::SlotTotals;
use crate::probe::heap;
use crate::site::Site;

/// Calls and time of one site so far.
///
/// What the recorder adds to a sample is estimated ever better while samples come in, so that sums must be subtracted
/// before it is taken off: see [`since`](Self::since).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Totals {
    /// Outermost calls that have closed.
    pub calls: u64,
    wall_ticks: f64,
    judged_ticks: f64,
    scale: Scale,
    /// What the recorder adds to each sample, in nanoseconds.
    excess_ns: f64,
}

impl Totals {
    /// What was added since `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            calls: self.calls.saturating_sub(earlier.calls),
            wall_ticks: self.wall_ticks - earlier.wall_ticks,
            judged_ticks: self.judged_ticks - earlier.judged_ticks,
            ..self
        }
    }

    /// Sum of the wall times, without the recorder's own cost, in nanoseconds.
    #[must_use]
    pub fn wall_ns(&self) -> f64 {
        self.ns(self.wall_ticks)
    }

    /// Sum of the times without run-queue wait, as far as calls were long enough to have waited, in nanoseconds.
    #[must_use]
    pub fn judged_ns(&self) -> f64 {
        self.ns(self.judged_ticks)
    }

    /// Sum of the wall times with the recorder's own cost, in nanoseconds: what is left of very short calls when a typical
    /// cost is taken off is no measure of them, for the processor does both at once.
    #[must_use]
    pub fn raw_ns(&self) -> f64 {
        self.scale.ns(self.wall_ticks)
    }

    fn ns(&self, ticks: f64) -> f64 {
        (self.scale.ns(ticks) - self.calls as f64 * self.excess_ns).max(0.0)
    }
}

/// Calls and time of one site so far, over all threads. Exact once the threads are quiet.
#[must_use]
pub fn totals(site: &'static Site) -> Totals {
    let totals = threads::totals_of(site.index());
    let units = Units::now();
    Totals {
        calls: totals.closed(),
        wall_ticks: totals.time.sum() + totals.rare.wall.sum(),
        judged_ticks: totals.time.sum() + totals.rare.judged.sum(),
        scale: units.scale,
        excess_ns: units.correction(&totals).excess_ns,
    }
}

/// How far the records of one site were at some moment, by context.
pub(crate) struct Mark(BTreeMap<u32, SlotTotals>);

/// How far the records of a site are now.
pub(crate) fn mark(site: &'static Site) -> Mark {
    Mark(threads::contexts_of(site.index()))
}

/// What was recorded of a site since `mark`, in the contexts in which it was called meanwhile; and the clock.
///
/// Threads that live longer than one measurement, those of a pool, keep their context: what they did before would stand
/// beside what they did since.
pub(crate) fn contexts_since(
    site: &'static Site,
    mark: &Mark,
) -> (Vec<ContextSnapshot>, ClockSnapshot) {
    let units = Units::now();
    let allocator_installed = heap::is_counted();
    let mut contexts: Vec<ContextSnapshot> = threads::contexts_of(site.index())
        .iter()
        .map(|(number, totals)| {
            let since = mark.0.get(number).map(|earlier| totals.since(earlier));
            let totals = since.as_ref().unwrap_or(totals);
            units.context(site, context::name_of(*number), totals, allocator_installed)
        })
        .filter(|context| context.calls > 0)
        .collect();
    add_calls_per_run(&mut contexts, site, &threads::calls_per_run());
    (contexts, units.clock(allocator_installed))
}

/// Reads how many outermost calls of a site have closed on the calling thread since the last reading, or since now.
pub(crate) fn added_here(site: &'static Site) -> impl FnMut() -> u64 {
    let calls = move || local::recorded(site).map_or(0, |totals| totals.closed());
    let mut last = calls();
    move || {
        let now = calls();
        now - std::mem::replace(&mut last, now)
    }
}

/// Reads what was added to one site's totals since the last reading, or since now.
pub(crate) fn added(site: &'static Site) -> impl FnMut() -> Totals {
    let mut last = totals(site);
    move || {
        let now = totals(site);
        now.since(std::mem::replace(&mut last, now))
    }
}
