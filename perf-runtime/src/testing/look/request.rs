//! What a look is asked to look at, in words that another process of the same executable understands.

use serde::{Deserialize, Serialize};

use super::super::register::{Case, WorkloadInfo, workloads};
use crate::probe::machine::Remembered;
use crate::record;
use crate::site::Site;

/// One site in one case of one workload, against one limit on time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Request {
    workload: String,
    size: usize,
    threads: usize,
    site: String,
    limit_ns: f64,
    remembered: Remembered,
}

/// A request with its names resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub(super) workload: &'static WorkloadInfo,
    pub(super) case: Case,
    pub(super) site: &'static Site,
    pub(super) limit_ns: f64,
    pub(super) remembered: Remembered,
}

impl Request {
    pub(in super::super) fn new(
        workload: &WorkloadInfo,
        case: Case,
        site: &Site,
        limit_ns: f64,
        remembered: Remembered,
    ) -> Self {
        Self {
            workload: workload.identity(),
            size: case.size,
            threads: case.threads,
            site: site_identity(site),
            limit_ns,
            remembered,
        }
    }

    /// Finds what the names stand for; an error names what is not linked into this executable.
    pub(super) fn resolve(&self) -> Result<Subject, String> {
        let mut all = workloads().into_iter();
        let workload = all
            .find(|workload| workload.identity() == self.workload)
            .ok_or_else(|| format!("no workload {} is linked here", self.workload))?;
        let mut sites = record::sites().into_iter();
        let site = sites
            .find(|site| site_identity(site) == self.site)
            .ok_or_else(|| format!("no site {} is linked here", self.site))?;
        Ok(Subject {
            workload,
            case: Case {
                size: self.size,
                threads: self.threads,
            },
            site,
            limit_ns: self.limit_ns,
            remembered: self.remembered,
        })
    }
}

/// What tells a site from all others of the executable.
pub(in super::super) fn site_identity(site: &Site) -> String {
    let info = site.info();
    format!(
        "{} at {}:{}:{}",
        site.function_path(),
        info.place.file,
        info.line,
        info.column
    )
}
