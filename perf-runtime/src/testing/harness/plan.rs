//! Which workloads exercise which site.

use super::super::register::{WorkloadInfo, workloads};
use super::covers;
use super::discovery::Discovered;
use crate::record;
use crate::site::Site;

/// Sites, workloads, and what is known of how they belong together.
pub(super) struct Plan {
    pub(super) sites: Vec<&'static Site>,
    pub(super) workloads: Vec<&'static WorkloadInfo>,
}

impl Plan {
    /// Everything that is linked into this executable.
    pub(super) fn linked() -> Self {
        Self {
            sites: record::sites(),
            workloads: workloads(),
        }
    }

    /// Workloads whose `covers(…)` cannot be resolved, with what is wrong.
    pub(super) fn broken_covers(&self) -> Vec<(&'static WorkloadInfo, String)> {
        let mut broken = Vec::new();
        for workload in &self.workloads {
            let errors: Vec<String> = workload
                .covers
                .iter()
                .filter_map(|cover| covers::resolve(cover, &self.sites).err())
                .collect();
            if !errors.is_empty() {
                broken.push((*workload, errors.join("\n")));
            }
        }
        broken
    }

    /// The workloads that exercise `site`: those that say so, and those that were seen to.
    pub(super) fn workloads_of(
        &self,
        site: &'static Site,
        discovered: &Discovered,
    ) -> Vec<&'static WorkloadInfo> {
        let says_so = |workload: &WorkloadInfo| {
            workload.covers.iter().any(|cover| {
                covers::resolve(cover, &self.sites).is_ok_and(|covered| std::ptr::eq(covered, site))
            })
        };
        self.workloads
            .iter()
            .copied()
            .filter(|workload| says_so(workload) || discovered.reaches(workload, site))
            .collect()
    }
}
