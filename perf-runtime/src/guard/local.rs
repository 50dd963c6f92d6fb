//! The calling thread's table of slots: one thread-local read, one index, no destructor.

use std::cell::Cell;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, Ordering};

use super::slot::Slot;
use crate::config::{Mode, mode};
use crate::probe::heap;
use crate::site::Site;

/// What the fast path finds without a call. Cells of plain values: never destroyed, usable to the very end of a thread.
struct Local {
    /// Slots by site index, null where this thread has none yet.
    slots: Cell<*const *mut Slot>,
    len: Cell<usize>,
    /// Set while a recorder works on this thread: what it allocates must not come back here.
    inside: Cell<bool>,
    /// The thread's last reading of its run-queue wait, in nanoseconds.
    wait_mark: Cell<u64>,
}

thread_local! {
    static LOCAL: Local = const {
        Local {
            slots: Cell::new(ptr::null()),
            len: Cell::new(0),
            inside: Cell::new(false),
            wait_mark: Cell::new(0),
        }
    };
}

/// Whether new slots may be made. Cleared before the first call, it makes every call cost one failed look-up. A process
/// whose environment says that nothing is recorded clears it at its first call.
static RECORDING: AtomicBool = AtomicBool::new(true);

/// Switches recording on or off for threads and sites that have not been met yet.
pub(crate) fn set_recording(on: bool) {
    RECORDING.store(on, Ordering::Relaxed);
}

/// Whether calls are recorded.
#[inline(always)]
pub(crate) fn is_recording() -> bool {
    RECORDING.load(Ordering::Relaxed)
}

/// This thread's slot for `site` when it has one.
#[inline(always)]
pub(crate) fn known_slot(site: &'static Site) -> Option<NonNull<Slot>> {
    LOCAL.with(|local| {
        let index = site.index();
        if index < local.len.get() {
            // SAFETY: the table has `len` entries, and lives until this thread installs another.
            NonNull::new(unsafe { *local.slots.get().add(index) })
        } else {
            None
        }
    })
}

/// This thread's slot for `site`, made if it is missing; `None` when nothing is recorded.
#[inline(always)]
pub(crate) fn slot(site: &'static Site) -> Option<NonNull<Slot>> {
    known_slot(site).or_else(|| {
        if is_recording() {
            LOCAL.with(|local| first_call(local, site))
        } else {
            None
        }
    })
}

/// Whether a call of `site` is open on this thread.
pub(crate) fn is_open(site: &'static Site) -> bool {
    // SAFETY: a thread's slots live until the thread ends.
    known_slot(site).is_some_and(|slot| unsafe { slot.as_ref() }.is_open())
}

#[cold]
#[inline(never)]
fn first_call(local: &Local, site: &'static Site) -> Option<NonNull<Slot>> {
    if local.inside.replace(true) {
        return None;
    }
    let slot = heap::uncounted(|| {
        if mode() == Mode::Off {
            set_recording(false);
            return None;
        }
        (site.recorder().open)(site).map(NonNull::cast)
    });
    local.inside.set(false);
    slot
}

/// Runs `work` with calls on this thread unrecorded where they would be the first of their site, and with its heap
/// uncounted: inside it, the recorder's own locks may be held.
pub(crate) fn inside<R>(work: impl FnOnce() -> R) -> R {
    LOCAL.with(|local| {
        let before = local.inside.replace(true);
        let result = heap::uncounted(work);
        local.inside.set(before);
        result
    })
}

/// Gives this thread a table; the caller keeps it alive until the next call of this function on this thread.
pub(crate) fn install(slots: *const *mut Slot, len: usize) {
    LOCAL.with(|local| {
        local.slots.set(slots);
        local.len.set(len);
    });
}

/// Notes a reading of the thread's run-queue wait and returns the one before.
pub(in crate::guard) fn replace_wait_mark(now: u64) -> u64 {
    LOCAL.with(|local| local.wait_mark.replace(now))
}
