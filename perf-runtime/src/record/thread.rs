//! The recorder of one thread: its slots, and the table through which its guards find them.

use std::cell::{Cell, OnceCell, RefCell};
use std::ptr::{self, NonNull};
use std::sync::{Arc, Weak};

use super::{context, fork, needs, registry, threads};
use crate::guard::slot::Slot;
use crate::guard::tree::Tree;
use crate::guard::{local, mark_wait, raw};
use crate::site::{Recorder, Samples, Site};
use crate::startup;

/// Where expansions send their samples.
pub static RECORDER: Recorder = Recorder { open, hand_over };

/// The thread's side: owns the table and hands everything over when the thread ends.
struct ThreadRecorder {
    context: u32,
    table: RefCell<Vec<*mut Slot>>,
    /// Made when the first workflow opens on the thread.
    tree: OnceCell<OwnTree>,
}

struct OwnTree {
    tree: NonNull<Tree>,
    /// What is alive as long as the thread comes by to close its runs.
    life: Arc<()>,
}

thread_local! {
    static MINE: ThreadRecorder = ThreadRecorder::new();
    /// Set when `MINE` was destroyed: the thread is ending, and what it still calls has no table any more.
    static ENDED: Cell<bool> = const { Cell::new(false) };
}

impl ThreadRecorder {
    fn new() -> Self {
        startup::note_first_call();
        fork::prepare();
        mark_wait();
        Self {
            context: context::current(),
            table: RefCell::new(Vec::new()),
            tree: OnceCell::new(),
        }
    }

    fn make_tree(&self) -> Option<NonNull<Tree>> {
        let tree = raw::zeroed::<Tree>()?;
        let life = Arc::new(());
        self.tree.get_or_init(|| OwnTree { tree, life });
        threads::locked().admit_tree(tree);
        local::set_tree(tree.as_ptr());
        Some(tree)
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
        local::set_tree(ptr::null());
        ENDED.set(true);
        local::inside(|| {
            // Its life ends before the tree goes: what others note of its runs afterwards, nobody would take.
            let tree = self.tree.take().map(|own| own.tree);
            let mut threads = threads::locked();
            let slots = self.table.get_mut().drain(..);
            slots
                .filter_map(NonNull::new)
                .for_each(|slot| threads.retire(slot));
            if let Some(tree) = tree {
                threads.retire_tree(tree);
            }
        });
    }
}

/// The context of the calling thread.
pub(super) fn context() -> u32 {
    MINE.try_with(|mine| mine.context)
        .unwrap_or(context::PROCESS)
}

/// The life of the calling thread, as far as it closes runs that it opened; over already where it has no call tree.
pub(crate) fn life() -> Weak<()> {
    let life = MINE.try_with(|mine| mine.tree.get().map(|own| Arc::downgrade(&own.life)));
    life.ok().flatten().unwrap_or_default()
}

/// Sees to it that this thread has a call tree; `false` when it cannot have one: nothing is recorded, the thread ends, or
/// there is no memory.
pub(crate) fn has_tree() -> bool {
    local::tree().is_some()
        || (local::is_recording()
            && !ENDED.get()
            && local::inside(|| {
                MINE.try_with(|mine| mine.make_tree().is_some())
                    .unwrap_or(false)
            }))
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
