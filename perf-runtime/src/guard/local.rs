//! The calling thread's table of slots: one thread-local read, one index, no destructor.

use std::cell::Cell;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, Ordering};

use super::counts::Reading;
use super::exact::ExactRow;
use super::slot::{Slot, SlotTotals};
use super::tree::Tree;
use crate::clock;
use crate::config::{Mode, mode};
use crate::plain_local;
use crate::probe::heap;
use crate::site::{Site, TablePlace};

/// What the fast path finds without a call. Cells of plain values: never destroyed, usable to the very end of a thread.
struct Local {
    /// Slots by site index, null where this thread has none yet.
    slots: Cell<*const *mut Slot>,
    /// Slots that a call finds at once: all of them, and none while a workflow is open on this thread.
    near: Cell<usize>,
    len: Cell<usize>,
    /// The thread's call tree, null where no workflow has been open yet.
    tree: Cell<*const Tree>,
    /// Likewise, and null while no workflow is open.
    tree_in_use: Cell<*const Tree>,
    /// Workflows that are open on this thread, or that it works for.
    workflows: Cell<u32>,
    /// Set while a recorder works on this thread: what it allocates must not come back here.
    inside: Cell<bool>,
    /// The thread's last reading of its run-queue wait, in nanoseconds.
    wait_mark: Cell<u64>,
}

thread_local! {
    static LOCAL: Local = const {
        Local {
            slots: Cell::new(ptr::null()),
            near: Cell::new(0),
            len: Cell::new(0),
            tree: Cell::new(ptr::null()),
            tree_in_use: Cell::new(ptr::null()),
            workflows: Cell::new(0),
            inside: Cell::new(false),
            wait_mark: Cell::new(0),
        }
    };
}

/// Whether new slots may be made. A process whose environment says that nothing is recorded clears it before or at its first
/// call; sites that are called afterwards are left out, and each of their later calls costs a comparison.
static RECORDING: AtomicBool = AtomicBool::new(true);

/// Records no calls of sites and threads that have not been met yet: of none at all, where nothing has been called before.
pub(crate) fn stop_recording() {
    RECORDING.store(false, Ordering::Relaxed);
}

/// Whether calls are recorded.
#[inline(always)]
pub(crate) fn is_recording() -> bool {
    RECORDING.load(Ordering::Relaxed)
}

/// This thread's slot of the site with this place, where it is known and no workflow is open.
#[inline(always)]
pub(crate) fn known_slot(place: TablePlace) -> Option<NonNull<Slot>> {
    plain_local::with(&LOCAL, |local| local.slot_below(local.near.get(), place))
}

/// This thread's slot for `site`; `None` when nothing is recorded.
#[inline(always)]
pub(crate) fn slot(site: &'static Site) -> Option<NonNull<Slot>> {
    let place = site.place();
    match known_slot(place) {
        None if !place.is_left_out() => far_slot_apart(site),
        found => found,
    }
}

#[inline(never)]
fn far_slot_apart(site: &'static Site) -> Option<NonNull<Slot>> {
    far_slot(site)
}

/// This thread's slot for `site`, where it is known.
#[inline(always)]
pub(in crate::guard) fn known_far_slot(site: &'static Site) -> Option<NonNull<Slot>> {
    plain_local::with(&LOCAL, |local| {
        local.slot_below(local.len.get(), site.place())
    })
}

/// As [`slot`], where [`known_slot`] found none.
#[inline]
pub(in crate::guard) fn far_slot(site: &'static Site) -> Option<NonNull<Slot>> {
    known_far_slot(site).or_else(|| plain_local::with(&LOCAL, |local| first_call(local, site)))
}

/// Calls of `site` on this thread within the run that it works for, since this was last asked.
pub(crate) fn take_calls_in_run(site: &'static Site) -> u64 {
    // SAFETY: a thread's slots live until the thread ends.
    known_far_slot(site).map_or(0, |slot| unsafe { slot.as_ref() }.take_calls_in_run())
}

/// What this thread has recorded of `site`; `None` where it never called it.
pub(crate) fn recorded(site: &'static Site) -> Option<SlotTotals> {
    let slot = known_far_slot(site)?;
    let mut totals = SlotTotals::default();
    // SAFETY: a thread's slots live until the thread ends.
    inside(|| unsafe { slot.as_ref() }.add_to(&mut totals, &mut Reading::default()));
    Some(totals)
}

/// Whether a call of `site` is open on this thread.
pub(crate) fn is_open(site: &'static Site) -> bool {
    // SAFETY: a thread's slots live until the thread ends.
    known_far_slot(site).is_some_and(|slot| unsafe { slot.as_ref() }.is_open())
}

/// Reads every call of `site` on this thread exactly while `work` runs.
pub(crate) fn exact_row(site: &'static Site, work: impl FnOnce()) -> ExactRow {
    struct Row<'a>(&'a Slot);

    // Also where `work` panics: the calls that follow are to be as cheap as ever.
    impl Drop for Row<'_> {
        fn drop(&mut self) {
            self.0.end_exact_row();
        }
    }

    let Some(slot) = known_far_slot(site) else {
        return ExactRow::default();
    };
    // SAFETY: a thread's slots live until the thread ends.
    let row = Row(unsafe { slot.as_ref() });
    row.0.begin_exact_row();
    work();
    row.0.end_exact_row()
}

impl Local {
    /// The slot at `place`, if that is below `len`, which is at most that of the table.
    #[inline(always)]
    fn slot_below(&self, len: usize, place: TablePlace) -> Option<NonNull<Slot>> {
        let index = place.get();
        if index < len {
            // SAFETY: the table has at least `len` entries, and lives until this thread installs another.
            NonNull::new(unsafe { *self.slots.get().add(index) })
        } else {
            None
        }
    }

    /// Puts the table of slots within reach of calls, or the call tree while a workflow is open.
    fn set_near(&self) {
        let none_open = self.workflows.get() == 0;
        self.near.set(if none_open { self.len.get() } else { 0 });
        let tree = self.tree.get();
        self.tree_in_use
            .set(if none_open { ptr::null() } else { tree });
    }
}

/// This thread's call tree, if it has one.
#[inline(always)]
pub(crate) fn tree<'a>() -> Option<&'a Tree> {
    // SAFETY: a thread's tree lives until the thread ends, and no borrow of it leaves the thread.
    unsafe { plain_local::with(&LOCAL, |local| local.tree.get()).as_ref() }
}

#[inline(always)]
fn open_tree<'a>() -> Option<&'a Tree> {
    // SAFETY: as in `tree`.
    unsafe { plain_local::with(&LOCAL, |local| local.tree_in_use.get()).as_ref() }
}

/// This thread's call tree, while a workflow is open on it and no run in it has ended elsewhere.
#[inline(always)]
pub(in crate::guard) fn tree_at_hand<'a>() -> Option<&'a Tree> {
    open_tree().filter(|tree| !tree.may_hold_ended())
}

/// This thread's call tree, while a workflow is open on it.
#[inline(always)]
pub(in crate::guard) fn tree_in_use<'a>() -> Option<&'a Tree> {
    let tree = open_tree()?;
    if tree.may_hold_ended() {
        take_out_ended(tree);
    }
    Some(tree)
}

#[cold]
#[inline(never)]
fn take_out_ended(tree: &Tree) {
    for _ in 0..tree.take_out_ended(clock::now()) {
        leave_workflow();
    }
}

/// Whether a workflow is open on this thread.
#[inline(always)]
pub(crate) fn in_workflow() -> bool {
    plain_local::with(&LOCAL, |local| local.workflows.get() > 0)
}

/// Gives this thread its call tree, or takes it away; the caller keeps it alive meanwhile.
pub(crate) fn set_tree(tree: *const Tree) {
    plain_local::with(&LOCAL, |local| {
        local.tree.set(tree);
        local.set_near();
    });
}

/// A workflow opens on this thread, which has a tree: from here on calls find their node.
pub(crate) fn enter_workflow() {
    plain_local::with(&LOCAL, |local| {
        local.workflows.set(local.workflows.get() + 1);
        local.set_near();
    });
}

/// A workflow closes on this thread.
pub(crate) fn leave_workflow() {
    plain_local::with(&LOCAL, |local| {
        local.workflows.set(local.workflows.get().saturating_sub(1));
        local.set_near();
    });
}

#[cold]
#[inline(never)]
fn first_call(local: &Local, site: &'static Site) -> Option<NonNull<Slot>> {
    if local.inside.replace(true) {
        return None;
    }
    let slot = heap::uncounted(|| {
        if !is_recording() || mode() == Mode::Off {
            stop_recording();
            site.leave_out();
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
    plain_local::with(&LOCAL, |local| {
        let before = local.inside.replace(true);
        let result = heap::uncounted(work);
        local.inside.set(before);
        result
    })
}

/// Gives this thread a table; the caller keeps it alive until the next call of this function on this thread.
pub(crate) fn install(slots: *const *mut Slot, len: usize) {
    plain_local::with(&LOCAL, |local| {
        local.slots.set(slots);
        local.len.set(len);
        local.set_near();
    });
}

/// Notes a reading of the thread's run-queue wait and returns the one before.
pub(in crate::guard) fn replace_wait_mark(now: u64) -> u64 {
    plain_local::with(&LOCAL, |local| local.wait_mark.replace(now))
}
