//! Takes a snapshot: merges what all threads recorded, and turns ticks into nanoseconds.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::overhead::Overhead;
use super::snapshot::{
    Bucket, CallsPerRun, ClockSnapshot, ContextSnapshot, Distribution, MemorySnapshot,
    SiteSnapshot, Snapshot,
};
use super::{context, registry, take_tree, threads};
use crate::clock::{self, Scale};
use crate::guard::slot::SlotTotals;
use crate::guard::{Counts, local, middle};
use crate::probe::steal::Stolen;
use crate::probe::{cpu, heap, run_queue};
use crate::site::{Metric, Site};

/// Everything recorded so far, of every site that is linked or was called.
///
/// Exact for threads that are quiet or have ended; up to 64 samples of a site behind for a thread that is calling it
/// right now.
#[must_use]
pub fn snapshot() -> Snapshot {
    let units = Units::now();
    let mut by_site: HashMap<usize, Vec<(u32, SlotTotals)>> = HashMap::new();
    for ((site, context), totals) in threads::totals() {
        by_site.entry(site).or_default().push((context, totals));
    }
    let allocator_installed = heap::is_counted();
    let calls = threads::calls_per_run();
    let sites = registry::sites()
        .into_iter()
        .map(|site| {
            let mut contexts: Vec<ContextSnapshot> = by_site
                .remove(&site.index())
                .unwrap_or_default()
                .iter()
                .map(|(number, totals)| {
                    units.context(site, context::name_of(*number), totals, allocator_installed)
                })
                .filter(|context| context.calls + context.cancelled > 0)
                .collect();
            add_calls_per_run(&mut contexts, site, &calls);
            contexts.sort_by(|a, b| a.context.cmp(&b.context));
            SiteSnapshot { site, contexts }
        })
        .collect();
    let tree = take_tree::tree(units.scale, units.overhead);
    Snapshot {
        sites,
        clock: units.clock(allocator_installed),
        notes: take_tree::notes(&tree),
        tree,
    }
}

/// Adds calls within runs to the context that the run belongs to; where only other threads called the function, to the
/// first of theirs.
pub(super) fn add_calls_per_run(
    contexts: &mut [ContextSnapshot],
    site: &Site,
    calls: &BTreeMap<(usize, u32), CallsPerRun>,
) {
    for ((_, number), runs) in calls.range((site.index(), 0)..=(site.index(), u32::MAX)) {
        let name = context::name_of(*number);
        let named = contexts
            .iter()
            .position(|context| context.context == name)
            .unwrap_or(0);
        if let Some(context) = contexts.get_mut(named) {
            context.calls_per_run.get_or_insert_default().add(runs);
        }
    }
}

/// What a call of `site` on this thread takes while `work` runs, in nanoseconds and on average, where each is read exactly;
/// `None` where there was none, or where nothing can be read exactly.
pub(crate) fn exact_mean_ns(site: &'static Site, work: impl FnOnce()) -> Option<f64> {
    let row = local::exact_row(site, work);
    let mean = row.ticks as f64 / row.calls as f64;
    (row.calls > 0).then(|| Units::now().exact_ns(mean))
}

/// What recording adds to each plain sample, in nanoseconds.
pub(crate) fn overhead_ns() -> f64 {
    Units::now().overhead.plain_ns()
}

/// What a reading of the clock may be off, in nanoseconds.
pub(crate) fn resolution_ns() -> f64 {
    Units::now().overhead.resolution_ns()
}

/// What turns ticks into nanoseconds of the function alone.
pub(super) struct Units {
    pub(super) scale: Scale,
    overhead: Overhead,
}

impl Units {
    pub(super) fn now() -> Self {
        let scale = Scale::exact();
        Self {
            scale,
            overhead: Overhead::of_this_machine(scale),
        }
    }

    /// An exact reading without what it shows of nothing.
    fn exact_ns(&self, ticks: f64) -> f64 {
        (self.scale.ns(ticks) - self.overhead.exact_ns()).max(0.0)
    }

    pub(super) fn clock(&self, allocator_installed: bool) -> ClockSnapshot {
        ClockSnapshot {
            name: clock::name().to_owned(),
            resolution_ns: self.overhead.resolution_ns(),
            overlap_ns: self.overhead.overlap_ns(),
            overhead_ns: self.overhead.plain_ns(),
            run_queue_unavailable: run_queue::thread_wait_ns()
                .err()
                .map(|unavailable| unavailable.to_string()),
            stolen_ns: stolen_since_start(),
            allocator_installed,
        }
    }

    pub(super) fn context(
        &self,
        site: &'static Site,
        context: String,
        totals: &SlotTotals,
        allocator_installed: bool,
    ) -> ContextSnapshot {
        let rare = &totals.rare;
        let correction = self.correction(totals);
        let judged = sum(&totals.time, &rare.judged);
        let time = correction.times(&judged);
        let wall = if rare.wall.is_empty() && rare.judged.is_empty() {
            time.clone()
        } else {
            correction.times(&sum(&totals.time, &rare.wall))
        };
        let limits = site.info().limits;
        let asks_cpu = limits.iter().any(|limit| limit.metric == Metric::Cpu);
        let asks_busy = limits.iter().any(|limit| limit.metric == Metric::Busy);
        ContextSnapshot {
            context,
            calls: judged.count() + totals.nested + totals.panics,
            panics: totals.panics,
            cancelled: totals.cancelled,
            wall,
            busy: (asks_busy || rare.busy.count() > 0)
                .then(|| correction.times(&sum(&totals.time, &rare.busy))),
            cpu: asks_cpu.then(|| distribution(&rare.cpu, |ns| ns)),
            time,
            memory: totals
                .heap
                .filter(|_| allocator_installed)
                .map(|heap| MemorySnapshot {
                    calls: heap.calls,
                    max_allocations: heap.max_allocations,
                    max_bytes: heap.max_bytes,
                    max_peak: heap.max_peak,
                    max_net: heap.max_net(),
                    first_calls: heap.first_calls,
                    first_allocations: heap.first_allocations,
                    first_bytes: heap.first_bytes,
                    first_peak: heap.first_peak,
                    total_allocations: heap.allocations,
                    total_bytes: heap.bytes,
                }),
            process: super::process::of(site),
            calls_per_run: None,
            run_queue_wait_ns: rare.wait_ns as f64,
            unavailable: unavailable(site, totals),
        }
    }

    /// What samples of a function show beyond the function itself.
    pub(super) fn correction(&self, totals: &SlotTotals) -> Correction {
        let plain_ns = self.overhead.plain_ns();
        Correction {
            scale: self.scale,
            excess_ns: plain_ns - self.missing_ns(totals).unwrap_or(0.0),
        }
    }

    /// By how much exact readings show a typical call to take longer than plain readings do, in nanoseconds; negative
    /// where shorter.
    fn missing_ns(&self, totals: &SlotTotals) -> Option<f64> {
        let plain = self.scale.ns(totals.time.quantile(0.5)?) - self.overhead.plain_ns();
        let (low, high) = totals.exact.median_bounds()?;
        let (low, high) = (self.exact_ns(low), self.exact_ns(high));
        let believed = if high - low <= ALIKE_NS.max(ALIKE_SHARE * low) {
            self.exact_ns(totals.exact.middle_mean()?)
        } else {
            // Calls differ, and those few that were read exactly need not be like the middle of all: only what is
            // certain counts.
            plain.clamp(low, high)
        };
        (plain < SHORT_NS).then_some(believed - plain)
    }
}

/// Exact readings this close to each other are of calls that are alike: two steps of a coarse clock.
const ALIKE_NS: f64 = 25.0;

/// As [`ALIKE_NS`], as a share of the readings.
const ALIKE_SHARE: f64 = 0.1;

/// Calls from here up take so long that what a processor works on at once does not matter.
const SHORT_NS: f64 = 2000.0;

/// Turns samples of a function into times of the function alone.
pub(super) struct Correction {
    scale: Scale,
    /// Taken off every sample, in nanoseconds.
    pub(super) excess_ns: f64,
}

impl Correction {
    fn times(&self, counts: &Counts) -> Distribution {
        distribution(counts, |ticks| {
            (self.scale.ns(ticks) - self.excess_ns).max(0.0)
        })
    }
}

/// Stolen time when the process started.
static STOLEN_AT_START: OnceLock<Stolen> = OnceLock::new();

/// Notes how much time the hypervisor had taken before this process ran.
pub(crate) fn note_start() {
    if let Ok(stolen) = Stolen::so_far() {
        STOLEN_AT_START.get_or_init(|| stolen);
    }
}

fn stolen_since_start() -> f64 {
    match (STOLEN_AT_START.get(), Stolen::so_far()) {
        (Some(start), Ok(now)) => now.most_since(start) as f64,
        _ => 0.0,
    }
}

/// What was asked for and could not be read.
fn unavailable(site: &'static Site, totals: &SlotTotals) -> Vec<(Metric, String)> {
    let mut missing = Vec::new();
    if totals.rare.cpu_unreadable > 0 {
        let reason = match cpu::thread_ns() {
            Err(unavailable) => unavailable.to_string(),
            Ok(_) => "the clock of thread CPU time could not be read during some calls".to_owned(),
        };
        missing.push((Metric::Cpu, reason));
    }
    missing.extend(super::process::unavailable(site));
    missing
}

fn sum<'a>(a: &'a Counts, b: &Counts) -> Cow<'a, Counts> {
    let mut sum = Cow::Borrowed(a);
    if !b.is_empty() {
        sum.to_mut().merge(b);
    }
    sum
}

fn distribution(counts: &Counts, convert: impl Fn(f64) -> f64) -> Distribution {
    let mut buckets: Vec<Bucket> = Vec::new();
    for (page, bucket, count) in counts.iter() {
        let value = convert(middle(page, bucket));
        match buckets.last_mut() {
            // Values below the recorder's own cost meet at zero.
            Some(last) if last.value >= value => last.count += count,
            _ => buckets.push(Bucket { value, count }),
        }
    }
    Distribution {
        min: counts.min().map_or(0.0, |min| convert(min as f64)),
        max: convert(counts.max() as f64),
        // The exact mean, converted: buckets would round it.
        sum: match counts.count() {
            0 => 0.0,
            count => convert(counts.sum() / count as f64) * count as f64,
        },
        buckets,
    }
}
