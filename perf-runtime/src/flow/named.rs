//! Workflows that are named where they run: `workflow("name", || …)`.

use std::collections::HashMap;
use std::panic::Location;
use std::sync::{Mutex, PoisonError};

use super::workflow::enter_workflow;
use crate::guard::local;
use crate::record::RECORDER;
use crate::site::{Identity, Kind, Place, Site, SiteInfo};

/// More names than this share one site, so that names made of data do not fill the memory.
const MOST_NAMES: usize = 4096;

/// The site of all names beyond [`MOST_NAMES`].
const OTHERS: &str = "(other workflows)";

/// Sites by name, file, line and column.
type Sites = HashMap<(String, &'static str, u32, u32), &'static Site>;

static SITES: Mutex<Option<Sites>> = Mutex::new(None);

/// Runs `work` as a workflow called `name`: its runs are measured and reported like those of an annotated function.
///
/// Workflows are told apart by name and place in the source. After 4096 of them, further ones count together as
/// `(other workflows)`.
#[track_caller]
pub fn workflow<R>(name: &str, work: impl FnOnce() -> R) -> R {
    let site = local::inside(|| site_of(name, Location::caller()));
    let _run = enter_workflow(site);
    work()
}

fn site_of(name: &str, caller: &'static Location<'static>) -> &'static Site {
    let mut sites = SITES.lock().unwrap_or_else(PoisonError::into_inner);
    let sites = sites.get_or_insert_default();
    let name = if sites.len() < MOST_NAMES {
        name
    } else {
        OTHERS
    };
    let place = (caller.file(), caller.line(), caller.column());
    let key = (name.to_owned(), place.0, place.1, place.2);
    sites.entry(key).or_insert_with(|| {
        let name: &'static str = name.to_owned().leak();
        let info = SiteInfo::new(
            Kind::Workflow,
            name,
            place.1,
            place.2,
            Place {
                file: place.0,
                module: "",
                package: "",
                test_build: false,
            },
            &[],
            Identity::new(name, "", &[], 10.0, 50.0),
        );
        Box::leak(Box::new(Site::new(info, || "", &RECORDER)))
    })
}
