//! Every site of the program: those the linker's constructors announced, and those that were called.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::guard::local;
use crate::site::{Metric, Site};

/// What an expansion submits to `inventory`: runs before `main`, or at load time of a shared library.
pub struct Registered(pub &'static Site);

inventory::collect!(Registered);

/// Sites in the order they were met; a site's index is its place here plus one.
static SITES: Mutex<Vec<&'static Site>> = Mutex::new(Vec::new());

/// The list of sites, locked.
pub(super) type Guard = MutexGuard<'static, Vec<&'static Site>>;

pub(super) fn locked() -> Guard {
    SITES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The index of a site, given to it now if it has none.
pub(super) fn index_of(site: &'static Site) -> usize {
    if site.index() == 0 {
        let mut sites = locked();
        admit(&mut sites, site);
    }
    site.index()
}

/// Takes note of a site that no expansion placed.
pub(crate) fn announce(site: &'static Site) {
    local::inside(|| index_of(site));
}

fn admit(sites: &mut Vec<&'static Site>, site: &'static Site) {
    // Another thread may have been faster.
    if site.index() == 0 {
        sites.push(site);
        let index = i32::try_from(sites.len()).expect("fewer than 2³¹ annotated functions");
        site.set_index(index.cast_unsigned());
    }
}

/// Every site that is linked or was called, in the order of their indices.
#[must_use]
pub fn sites() -> Vec<&'static Site> {
    local::inside(|| {
        let mut sites = locked();
        for Registered(site) in inventory::iter::<Registered> {
            admit(&mut sites, site);
        }
        sites.clone()
    })
}

/// The sites with a limit on `metric`, as far as they have been called.
pub(super) fn limited(metric: Metric) -> Vec<&'static Site> {
    let has_limit = |site: &&'static Site| {
        let mut limits = site.info().limits.iter();
        limits.any(|limit| limit.metric == metric)
    };
    locked().iter().copied().filter(has_limit).collect()
}

/// The site with this index.
pub(super) fn site_at(index: usize) -> Option<&'static Site> {
    locked().get(index.checked_sub(1)?).copied()
}
