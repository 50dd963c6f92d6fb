//! Which sites a workload reaches that does not say: each such workload runs once, and what was seen is kept beside the
//! executable until that changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::super::job::Job;
use super::super::look::{run, site_identity};
use super::super::register::WorkloadInfo;
use crate::record;
use crate::report::{from_json, to_json};
use crate::site::Site;

/// What one pass found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Discovered {
    /// The executable that it is true of.
    build: Build,
    /// The sites that each workload reached.
    reached: BTreeMap<String, Vec<String>>,
    /// Workloads that did not run to their end, and why.
    failed: BTreeMap<String, String>,
}

/// What tells one build of an executable from the next.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Build {
    modified_ns: u64,
    length: u64,
}

impl Discovered {
    /// What is known of this executable, else what a pass finds out now.
    pub(super) fn load_or_run(
        workloads: &[&'static WorkloadInfo],
        sites: &[&'static Site],
    ) -> Self {
        let silent: Vec<&WorkloadInfo> = workloads
            .iter()
            .copied()
            .filter(|workload| workload.covers.is_empty())
            .collect();
        if silent.is_empty() {
            return Self::default();
        }
        let Some((file, build)) = place() else {
            return Self::run(&silent, sites, Build::default());
        };
        if let Some(known) = load(&file).filter(|known| known.build == build) {
            return known;
        }
        let found = Self::run(&silent, sites, build);
        // A workload that failed may succeed the next time; without a file the next process runs a pass of its own.
        if found.failed.is_empty() {
            let _ = save(&file, &found);
        }
        found
    }

    fn run(workloads: &[&WorkloadInfo], sites: &[&'static Site], build: Build) -> Self {
        let mut found = Self {
            build,
            ..Self::default()
        };
        for workload in workloads {
            let before: Vec<u64> = calls(sites);
            for case in workload.cases() {
                if let Err(why) = run(workload, case, Job::Once) {
                    found.failed.insert(workload.identity(), why);
                    break;
                }
            }
            let after = calls(sites);
            let moved = sites.iter().zip(before.iter().zip(after));
            let reached = moved
                .filter(|(_, (before, after))| *before != after)
                .map(|(site, _)| site_identity(site));
            found.reached.insert(workload.identity(), reached.collect());
        }
        found
    }

    /// Whether this workload reached this site.
    pub(super) fn reaches(&self, workload: &WorkloadInfo, site: &Site) -> bool {
        let reached = self.reached.get(&workload.identity());
        reached.is_some_and(|reached| reached.contains(&site_identity(site)))
    }

    /// Why workloads did not run to their end: nobody knows what they would have reached.
    pub(super) fn failures(&self) -> impl Iterator<Item = &String> {
        self.failed.values()
    }
}

fn calls(sites: &[&'static Site]) -> Vec<u64> {
    sites
        .iter()
        .map(|site| record::totals(site).calls)
        .collect()
}

/// The file for this executable below its target folder; `None` outside cargo.
fn place() -> Option<(PathBuf, Build)> {
    let exe = std::env::current_exe().ok()?;
    let data = fs::metadata(&exe).ok()?;
    let modified = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let build = Build {
        modified_ns: u64::try_from(modified.as_nanos()).ok()?,
        length: data.len(),
    };
    let mut name = exe.file_name()?.to_owned();
    name.push(".json");
    let target = crate::process::target_folder(&exe)?;
    Some((target.join("perf-budget/discovery").join(name), build))
}

fn load(file: &Path) -> Option<Discovered> {
    from_json(&fs::read(file).ok()?).ok()
}

fn save(file: &Path, found: &Discovered) -> std::io::Result<()> {
    let text = to_json(found).map_err(std::io::Error::other)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let aside = file.with_extension(format!("{}.tmp", std::process::id()));
    fs::write(&aside, text)?;
    fs::rename(&aside, file)
}
