//! The recorder of one thread: its slots, and the table through which its guards find them.

use std::cell::{Cell, RefCell};
use std::ptr::{self, NonNull};

use super::{context, fork, needs, registry, threads};
use crate::guard::slot::Slot;
use crate::guard::{local, mark_wait, raw};
use crate::site::{Recorder, Samples, Site};

/// Where expansions send their samples.
pub static RECORDER: Recorder = Recorder { open, hand_over };

/// The thread's side: owns the table and hands everything over when the thread ends.
struct ThreadRecorder {
    context: u32,
    table: RefCell<Vec<*mut Slot>>,
}

thread_local! {
    static MINE: ThreadRecorder = ThreadRecorder::new();
    /// Set when `MINE` was destroyed: the thread is ending, and what it still calls has no table any more.
    static ENDED: Cell<bool> = const { Cell::new(false) };
}

impl ThreadRecorder {
    fn new() -> Self {
        fork::prepare();
        mark_wait();
        Self {
            context: context::current(),
            table: RefCell::new(Vec::new()),
        }
    }

    fn keep(&self, index: usize, slot: NonNull<Slot>) {
        threads::locked().admit(self.context, slot);
        if self.table.borrow().len() <= index {
            let mut larger = self.table.borrow().clone();
            larger.resize((index + 1).next_power_of_two(), ptr::null_mut());
            local::install(larger.as_ptr(), larger.len());
            // The old table goes last: an annotated allocator looks its slots up while it frees it.
            drop(self.table.replace(larger));
        }
        let mut table = self.table.borrow_mut();
        table[index] = slot.as_ptr();
        local::install(table.as_ptr(), table.len());
    }
}

impl Drop for ThreadRecorder {
    fn drop(&mut self) {
        local::install(ptr::null(), 0);
        ENDED.set(true);
        local::inside(|| {
            let mut threads = threads::locked();
            let slots = self.table.get_mut().drain(..);
            slots
                .filter_map(NonNull::new)
                .for_each(|slot| threads.retire(slot));
        });
    }
}

/// Makes this thread's slot for a site that it calls for the first time.
fn open(site: &'static Site) -> Option<NonNull<Samples>> {
    let index = registry::index_of(site);
    let slot = raw::zeroed::<Slot>()?;
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
    local::inside(|| threads::locked().absorb(context::PROCESS, samples.cast()));
}
