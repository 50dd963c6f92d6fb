//! What a site costs in each block of a workload, with the sizes that it was called with.

use std::time::{Duration, Instant};

use super::measure::{Cost, CostSettings, Subject, Tally, cost};
use crate::guard::{Sizes, watch};
use crate::record;
use crate::site::Site;

/// Costs that a workload is asked for.
pub(super) struct Costing {
    pub(super) site: &'static Site,
    pub(super) settings: CostSettings,
    /// Whether calls of very short functions are read exactly as well.
    exactly: bool,
    /// One for each block of the workload that reached the site.
    pub(super) found: Vec<Costed>,
}

/// The cost of a site in one block.
pub(super) struct Costed {
    /// The sizes of its calls, where it has any.
    pub(super) sizes: Option<Sizes>,
    pub(super) cost: Cost,
    /// What a call takes that is read exactly, in nanoseconds: of functions so short that plain readings of them overlap with
    /// what they do. Absent for all others, where nothing can be read exactly, and where nobody asked.
    pub(super) exact_ns: Option<f64>,
}

/// Calls that take less than this many times what recording them adds are read exactly as well.
const SHORT: f64 = 32.0;

/// Batches of calls that are read exactly. The best of them counts, which met no interrupt.
const EXACT_BATCHES: usize = 32;

/// Calls of the block in each: of a block that is not much more than the site, they take less than a tick of the scheduler.
const EXACT_CALLS: u64 = 256;

/// A block that is not through its first batch by then is mostly something else than the site.
const EXACT_BOX: Duration = Duration::from_millis(50);

impl Costing {
    pub(super) fn new(site: &'static Site, settings: CostSettings) -> Self {
        Self {
            site,
            settings,
            exactly: false,
            found: Vec::new(),
        }
    }

    pub(super) fn with_exact_readings(mut self) -> Self {
        self.exactly = true;
        self
    }

    pub(super) fn run(&mut self, batch: &mut dyn FnMut(u64)) {
        let mut added = record::added(self.site);
        let mut here = record::added_here(self.site);
        let sizes = watch(self.site, || batch(1));
        let reached = added().calls;
        // A workload may run several blocks; those that do not reach the site are not its business.
        if reached == 0 {
            return;
        }
        let on_other_threads = reached > here();
        let mut tally = || {
            let added = added();
            Tally {
                calls: added.calls,
                // A constant on top of every size leaves the order of sizes as it is; taking off too much does not.
                wall_ns: added.raw_ns(),
                judged_ns: added.judged_ns(),
                on_other_threads,
            }
        };
        let Some(cost) = cost(batch, Subject::Site(&mut tally), &self.settings) else {
            return;
        };
        let read_exactly = self.exactly && cost.time_ns < SHORT * record::overhead_ns();
        self.found.push(Costed {
            sizes: (sizes.calls > 0).then_some(sizes),
            exact_ns: read_exactly.then(|| exact_ns(self.site, batch)).flatten(),
            cost,
        });
    }
}

/// The best mean of a batch in which each call is read exactly.
fn exact_ns(site: &'static Site, batch: &mut dyn FnMut(u64)) -> Option<f64> {
    let start = Instant::now();
    let in_time = || start.elapsed() < EXACT_BOX;
    // Nobody knows yet how long the block takes.
    let mut calls = 1;
    while calls < EXACT_CALLS && in_time() {
        batch(calls);
        calls *= 2;
    }
    let batches = (0..EXACT_BATCHES).take_while(|_| calls == EXACT_CALLS && in_time());
    let means = batches.filter_map(|_| record::exact_mean_ns(site, || batch(EXACT_CALLS)));
    means.min_by(f64::total_cmp)
}
