//! Tells a forked child from the process that was started: the child shares its parent's records and must not judge them.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

static STARTED_AS: AtomicU32 = AtomicU32::new(0);
/// Numbers alone do not tell: both processes can be number 1, each in a namespace of its own.
static FORKED: AtomicBool = AtomicBool::new(false);

/// Called once, before `main`.
pub(super) fn remember_this_process() {
    STARTED_AS.store(std::process::id(), Ordering::Relaxed);
    // SAFETY: the child handler only stores to an atomic, which is allowed between fork and exec. Should libc have no
    // memory for it, the numbers still tell in all but the named case.
    unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
}

/// Whether this process came out of a `fork` after it was started.
pub(super) fn is_forked_child() -> bool {
    FORKED.load(Ordering::Relaxed) || STARTED_AS.load(Ordering::Relaxed) != std::process::id()
}

unsafe extern "C" fn in_child() {
    FORKED.store(true, Ordering::Relaxed);
}
