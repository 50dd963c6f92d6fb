//! The recorder of one thread: its slots, and the table through which its guards find them.

use std::cell::{Cell, RefCell};
use std::ptr::{self, NonNull};

use super::context;
use super::needs;
use super::registry;
use super::threads;
use crate::guard::slot::Slot;
use crate::guard::sync::{AtomicPtr, Ordering};
use crate::guard::{local, mark_wait, raw};
use crate::site::{Recorder, Samples, Site};

/// Where expansions send their samples.
pub static RECORDER: Recorder = Recorder { open, hand_over };

/// What other threads see of a thread: its context and the newest of its slots, from which the others hang.
pub(super) struct ThreadSlots {
    pub(super) context: u32,
    newest: AtomicPtr<Slot>,
}

impl ThreadSlots {
    /// The slots of the thread. The thread is registered, or is the caller.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        let mut next = self.newest.load(Ordering::Acquire);
        std::iter::from_fn(move || {
            // SAFETY: slots are pushed whole and freed by `threads::retire` only, under the lock that readers hold.
            let slot = unsafe { next.as_ref() }?;
            next = slot.next.load(Ordering::Acquire);
            Some(slot)
        })
    }

    fn push(&self, slot: &Slot) {
        slot.next
            .store(self.newest.load(Ordering::Relaxed), Ordering::Relaxed);
        // Release: a reader that sees the slot sees its contents.
        self.newest
            .store(ptr::from_ref(slot).cast_mut(), Ordering::Release);
    }
}

/// The thread's side: owns the table and hands everything over when the thread ends.
struct ThreadRecorder {
    shared: &'static ThreadSlots,
    table: RefCell<Vec<*mut Slot>>,
}

thread_local! {
    static MINE: ThreadRecorder = ThreadRecorder::register();
    /// Set when `MINE` was destroyed: the thread is ending, and what it still calls has no table any more.
    static ENDED: Cell<bool> = const { Cell::new(false) };
}

impl ThreadRecorder {
    fn register() -> Self {
        mark_wait();
        let shared = Box::leak(Box::new(ThreadSlots {
            context: context::current(),
            newest: AtomicPtr::new(ptr::null_mut()),
        }));
        threads::admit(shared);
        Self {
            shared,
            table: RefCell::new(Vec::new()),
        }
    }

    fn keep(&self, index: usize, slot: NonNull<Slot>) {
        let mut table = self.table.borrow_mut();
        if table.len() <= index {
            // The guards' copy of the address is replaced below, before anyone uses it again.
            table.resize((index + 1).next_power_of_two(), ptr::null_mut());
        }
        table[index] = slot.as_ptr();
        local::install(table.as_ptr(), table.len());
        // SAFETY: the slot was just made, and stays until the thread ends.
        self.shared.push(unsafe { slot.as_ref() });
    }
}

impl Drop for ThreadRecorder {
    fn drop(&mut self) {
        local::install(ptr::null(), 0);
        ENDED.set(true);
        local::inside(|| threads::retire(self.shared));
    }
}

/// Makes this thread's slot for a site that it calls for the first time.
fn open(site: &'static Site) -> Option<NonNull<Samples>> {
    let index = registry::index_of(site);
    // SAFETY: a slot is made of atomics and pointers; all zero is the empty one.
    let slot = unsafe { raw::zeroed::<Slot>() }?;
    // SAFETY: just made.
    let fresh = unsafe { slot.as_ref() };
    fresh.start(site, needs::of(site));
    let kept = !ENDED.get() && MINE.try_with(|mine| mine.keep(index, slot)).is_ok();
    if !kept {
        // Thread-local destructors and exit handlers still run code: each of their calls is counted by itself.
        fresh.make_one_shot();
    }
    Some(slot.cast())
}

fn hand_over(samples: NonNull<Samples>) {
    local::inside(|| threads::absorb(context::PROCESS, samples.cast()));
}
