//! Tells a forked child from the process that was started: the child shares its parent's records and must not judge them.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::fork;

static STARTED_AS: AtomicU32 = AtomicU32::new(0);
/// Numbers alone do not tell: both processes can be number 1, each in a namespace of its own.
static FORKED: AtomicBool = AtomicBool::new(false);

/// Called once, before `main`.
pub(super) fn remember_this_process() {
    STARTED_AS.store(std::process::id(), Ordering::Relaxed);
    static ASKED: AtomicBool = AtomicBool::new(false);
    // Should it fail, the numbers still tell in all but the named case.
    fork::ask_in_child_once(&ASKED, in_child);
}

/// Whether this process came out of a `fork` after it was started.
pub(super) fn is_forked_child() -> bool {
    FORKED.load(Ordering::Relaxed) || STARTED_AS.load(Ordering::Relaxed) != std::process::id()
}

extern "C" fn in_child() {
    FORKED.store(true, Ordering::Relaxed);
}
