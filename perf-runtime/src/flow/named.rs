//! Workflows that are named where they run: `workflow("name", || …)` and its like.

use std::collections::HashMap;
use std::future::Future;
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::fork;
use super::held::HeldWorkflow;
use super::workflow::{enter_workflow, timed_workflow};
use crate::guard::local;
use crate::record::{OTHER_WORKFLOWS as OTHERS, RECORDER};
use crate::site::{Identity, Kind, Place, Site, SiteInfo};

/// More names than this share one site, so that names made of data do not fill the memory.
const MOST_NAMES: usize = 4096;

/// Sites by name, file, line and column.
pub(super) type Sites = HashMap<(String, &'static str, u32, u32), &'static Site>;

static SITES: Mutex<Option<Sites>> = Mutex::new(None);

/// Runs `work` as a workflow called `name`: its runs are measured and reported like those of an annotated function.
///
/// Workflows are told apart by name and place in the source. After 4096 of them, further ones count together as
/// `(other workflows)`.
#[track_caller]
pub fn workflow<R>(name: &str, work: impl FnOnce() -> R) -> R {
    let _run = enter_workflow(known(name, Location::caller()));
    work()
}

/// As [`workflow`] for a future: the run begins at its first poll, and follows it from thread to thread.
#[track_caller]
pub fn workflow_async<F: Future>(name: &str, future: F) -> impl Future<Output = F::Output> {
    timed_workflow(known(name, Location::caller()), future)
}

/// As [`workflow`] for the rest of a block: the run ends when the guard is dropped. What the block returns is not known to it:
/// runs are told from those that panicked, not from those that failed.
///
/// The guard may be held over an `.await` and dropped on another thread. What a task calls after it moved to another
/// thread is counted, but not as part of this run: [`workflow_async`] follows it.
///
/// ```
/// fn analyse(text: &str) -> Result<u32, std::num::ParseIntError> {
///     let _run = perf_runtime::workflow_guard("parse");
///     text.parse()
/// }
/// assert_eq!(analyse("42"), Ok(42));
/// ```
#[track_caller]
#[must_use = "the run ends where the guard is dropped"]
pub fn workflow_guard(name: &str) -> HeldWorkflow {
    HeldWorkflow::open(known(name, Location::caller()))
}

fn known(name: &str, caller: &'static Location<'static>) -> &'static Site {
    local::inside(|| site_of(name, caller))
}

/// The sites, locked.
pub(super) type Guard = MutexGuard<'static, Option<Sites>>;

pub(super) fn locked() -> Guard {
    SITES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn site_of(name: &str, caller: &'static Location<'static>) -> &'static Site {
    fork::prepare();
    let mut sites = locked();
    let sites = sites.get_or_insert_default();
    let place = (caller.file(), caller.line(), caller.column());
    let key = (name.to_owned(), place.0, place.1, place.2);
    if let Some(site) = sites.get(&key) {
        return site;
    }
    if sites.len() < MOST_NAMES {
        let name: &'static str = name.to_owned().leak();
        let site = new_site(name, place);
        sites.insert(key, site);
        return site;
    }
    // One site for all of them, wherever they stand: places in the source are few, but each would be one more.
    let others = (OTHERS.to_owned(), "", 0, 0);
    sites
        .entry(others)
        .or_insert_with(|| new_site(OTHERS, ("", 0, 0)))
}

fn new_site(name: &'static str, (file, line, column): (&'static str, u32, u32)) -> &'static Site {
    let place = Place {
        file,
        module: "",
        package: "",
        test_build: false,
    };
    let identity = Identity::new(name, "", &[], 10.0, 50.0);
    let info = SiteInfo::new(Kind::Workflow, name, line, column, place, &[], identity);
    Box::leak(Box::new(Site::new(info, || "", &RECORDER)))
}
