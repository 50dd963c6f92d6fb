//! All threads that recorded something: the living by their slots, the dead by what they left.

use std::collections::HashMap;
use std::ptr::{self, NonNull};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::thread::ThreadSlots;
use crate::guard::local;
use crate::guard::raw;
use crate::guard::slot::{Slot, SlotTotals};

/// What was recorded, by site index and context.
pub(super) type Totals = HashMap<(usize, u32), SlotTotals>;

#[derive(Default)]
struct Threads {
    living: Vec<&'static ThreadSlots>,
    /// What threads that have ended left behind.
    left: Option<Totals>,
}

static THREADS: Mutex<Threads> = Mutex::new(Threads {
    living: Vec::new(),
    left: None,
});

fn locked() -> MutexGuard<'static, Threads> {
    THREADS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread that begins to record.
pub(super) fn admit(thread: &'static ThreadSlots) {
    locked().living.push(thread);
}

/// A thread that ends: its samples move to what the dead left, its memory is given back.
pub(super) fn retire(thread: &'static ThreadSlots) {
    let mut threads = locked();
    threads.living.retain(|other| !ptr::eq(*other, thread));
    let mut slots: Vec<NonNull<Slot>> = thread.iter().map(NonNull::from).collect();
    for slot in slots.drain(..) {
        threads.take(thread.context, slot);
    }
    // SAFETY: leaked from a box by `ThreadRecorder::register`; no longer in the list, whose lock is held.
    drop(unsafe { Box::from_raw(ptr::from_ref(thread).cast_mut()) });
}

/// Takes what a slot that is in no table has recorded, and the slot.
pub(super) fn absorb(context: u32, slot: NonNull<Slot>) {
    locked().take(context, slot);
}

impl Threads {
    fn take(&mut self, context: u32, slot: NonNull<Slot>) {
        // SAFETY: the owner is done with the slot, and readers need the lock that the caller holds.
        unsafe {
            let whole = slot.as_ref();
            let key = (whole.site().index(), context);
            let left = self.left.get_or_insert_default();
            whole.add_to(left.entry(key).or_default());
            whole.free_parts();
            raw::free(slot);
        }
    }
}

/// Everything recorded so far, by site index and context. Exact for threads that are quiet or have ended.
pub(super) fn totals() -> Totals {
    local::inside(|| {
        let threads = locked();
        let mut totals = threads.left.clone().unwrap_or_default();
        for thread in &threads.living {
            for slot in thread.iter() {
                let key = (slot.site().index(), thread.context);
                slot.add_to(totals.entry(key).or_default());
            }
        }
        totals
    })
}

/// What was recorded of one site, over all contexts.
pub(super) fn totals_of(index: usize) -> SlotTotals {
    local::inside(|| {
        let threads = locked();
        let mut total = SlotTotals::default();
        let left = threads.left.iter().flatten();
        for (_, part) in left.filter(|((site, _), _)| *site == index) {
            total.merge(part);
        }
        let slots = threads.living.iter().flat_map(|thread| thread.iter());
        for slot in slots.filter(|slot| slot.site().index() == index) {
            slot.add_to(&mut total);
        }
        total
    })
}
