//! What a site costs in each block of a workload, with the sizes that it was called with.

use super::measure::{Cost, CostSettings, Subject, Tally, cost};
use crate::guard::{Sizes, watch};
use crate::record;
use crate::site::Site;

/// Costs that a workload is asked for.
pub(super) struct Costing {
    pub(super) site: &'static Site,
    pub(super) settings: CostSettings,
    /// One for each block of the workload that reached the site.
    pub(super) found: Vec<Costed>,
}

/// The cost of a site in one block.
pub(super) struct Costed {
    /// The sizes of its calls, where it has any.
    pub(super) sizes: Option<Sizes>,
    pub(super) cost: Cost,
}

impl Costing {
    pub(super) fn new(site: &'static Site, settings: CostSettings) -> Self {
        Self {
            site,
            settings,
            found: Vec::new(),
        }
    }

    pub(super) fn run(&mut self, batch: &mut dyn FnMut(u64)) {
        let before = record::totals(self.site).calls;
        let sizes = watch(self.site, || batch(1));
        // A workload may run several blocks; those that do not reach the site are not its business.
        if record::totals(self.site).calls == before {
            return;
        }
        let mut added = record::added(self.site);
        let mut tally = || {
            let added = added();
            Tally {
                calls: added.calls,
                // A constant on top of every size leaves the order of sizes as it is; taking off too much does not.
                wall_ns: added.raw_ns(),
                judged_ns: added.judged_ns(),
            }
        };
        let found = cost(batch, Subject::Site(&mut tally), &self.settings);
        self.found.extend(found.map(|cost| Costed {
            sizes: (sizes.calls > 0).then_some(sizes),
            cost,
        }));
    }
}
