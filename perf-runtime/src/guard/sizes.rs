//! The sizes that calls of one site are entered with, while a harness watches that site.
//!
//! Nobody watches outside of a harness: then a call with a size pays one relaxed load and evaluates nothing.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::local;
use crate::site::Site;

/// The site whose sizes are wanted; null for none. No model of loom's comes here, and its atomics cannot be static.
static WATCHED: AtomicPtr<Site> = AtomicPtr::new(ptr::null_mut());

static SEEN: Mutex<Sizes> = Mutex::new(Sizes::NONE);

/// The sizes of outermost calls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sizes {
    /// Calls that were seen.
    pub(crate) calls: u64,
    /// Their smallest size.
    pub(crate) least: f64,
    /// Their largest size.
    pub(crate) most: f64,
    sum: f64,
}

impl Sizes {
    const NONE: Self = Self {
        calls: 0,
        least: f64::INFINITY,
        most: f64::NEG_INFINITY,
        sum: 0.0,
    };

    /// The mean size; not a number without a call.
    pub(crate) fn mean(&self) -> f64 {
        self.sum / self.calls as f64
    }

    fn add(&mut self, size: f64) {
        self.calls += 1;
        self.least = self.least.min(size);
        self.most = self.most.max(size);
        self.sum += size;
    }
}

/// Runs `work` while the sizes of this site's calls are collected, on whatever thread they are made.
pub(crate) fn watch(site: &'static Site, work: impl FnOnce()) -> Sizes {
    struct Watching;

    // Also where `work` panics: later calls are not to tell their sizes.
    impl Drop for Watching {
        fn drop(&mut self) {
            WATCHED.store(ptr::null_mut(), Ordering::Release);
        }
    }

    *locked() = Sizes::NONE;
    WATCHED.store(ptr::from_ref(site).cast_mut(), Ordering::Release);
    let watching = Watching;
    work();
    drop(watching);
    *locked()
}

/// Whether the size of a call of this site is wanted.
#[inline(always)]
pub fn watches(site: &'static Site) -> bool {
    ptr::eq(WATCHED.load(Ordering::Relaxed), site)
}

/// Tells the size of a call that is about to be entered. A call within one of the same site is a part of that one.
#[cold]
pub fn observe(site: &'static Site, size: f64) {
    if !local::is_open(site) {
        locked().add(size);
    }
}

/// What was seen, locked.
pub(crate) fn locked() -> MutexGuard<'static, Sizes> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}
