//! The slots of all threads: those of the living by site, and what the dead have left.

use std::collections::BTreeMap;
use std::ptr::NonNull;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::runs::RunSums;
use super::snapshot::CallsPerRun;
use super::tree::MergedTree;
use crate::guard::raw;
use crate::guard::slot::{Slot, SlotTotals};
use crate::guard::tree::Tree;
use crate::guard::{Reading, local};

/// What was recorded, by site index and context.
pub(super) type Totals = BTreeMap<(usize, u32), SlotTotals>;

/// A slot whose thread is alive, and the context of that thread.
struct Living {
    context: u32,
    slot: NonNull<Slot>,
}

/// All that was recorded. Slots are read and freed under one lock; their owners write to them without it.
pub(super) struct Threads {
    /// By site index, so that one site's samples are found without a look at the others.
    living: Vec<Vec<Living>>,
    left: Totals,
    /// The call trees of living threads.
    trees: Vec<NonNull<Tree>>,
    left_trees: MergedTree,
    /// Runs of workflows, by site index.
    pub(super) runs: BTreeMap<usize, RunSums>,
    /// Calls within runs, by site index and context of the run.
    pub(super) calls: BTreeMap<(usize, u32), CallsPerRun>,
}

// SAFETY: slots are made of atomics, and stay alive while they are in the list.
unsafe impl Send for Threads {}

static THREADS: Mutex<Threads> = Mutex::new(Threads::new());

/// All that was recorded, locked.
pub(super) type Guard = MutexGuard<'static, Threads>;

/// Holds up every thread that begins, ends or reads; the owners of slots go on recording.
pub(super) fn locked() -> Guard {
    THREADS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Threads {
    pub(super) const fn new() -> Self {
        Self {
            living: Vec::new(),
            left: BTreeMap::new(),
            trees: Vec::new(),
            left_trees: MergedTree::new(),
            runs: BTreeMap::new(),
            calls: BTreeMap::new(),
        }
    }

    /// Takes note of a slot that its thread begins to use.
    pub(super) fn admit(&mut self, context: u32, slot: NonNull<Slot>) {
        let index = index_of(slot);
        if self.living.len() <= index {
            self.living.resize_with(index + 1, Vec::new);
        }
        self.living[index].push(Living { context, slot });
    }

    /// Takes what a slot has recorded, and the slot. Its thread is the caller, and is done with it.
    pub(super) fn retire(&mut self, slot: NonNull<Slot>) {
        let living = self.living.get_mut(index_of(slot));
        let place = living
            .as_deref()
            .and_then(|living| living.iter().position(|other| other.slot == slot));
        if let (Some(living), Some(place)) = (living, place) {
            let context = living.swap_remove(place).context;
            self.absorb(context, slot);
        }
    }

    /// As [`retire`](Self::retire), for a slot that is in no list.
    pub(super) fn absorb(&mut self, context: u32, slot: NonNull<Slot>) {
        // SAFETY: the owner is done with the slot, and readers need the lock that the caller holds.
        unsafe {
            let whole = slot.as_ref();
            let total = self.left.entry((index_of(slot), context)).or_default();
            whole.add_to(total, &mut Reading::default());
            whole.free_parts();
            raw::free(slot);
        }
    }

    /// Takes note of a call tree that its thread begins to use.
    pub(super) fn admit_tree(&mut self, tree: NonNull<Tree>) {
        self.trees.push(tree);
    }

    /// Takes what a tree has recorded, and the tree. Its thread is the caller, and is done with it.
    pub(super) fn retire_tree(&mut self, tree: NonNull<Tree>) {
        self.trees.retain(|other| *other != tree);
        // SAFETY: the owner is done with the tree, and readers need the lock that the caller holds.
        unsafe {
            tree.as_ref().abandon();
            self.left_trees.add(tree.as_ref());
            tree.as_ref().free_parts();
            raw::free(tree);
        }
    }

    /// The call trees of all threads as one.
    pub(super) fn merged_tree(&self) -> MergedTree {
        let mut merged = self.left_trees.clone();
        for tree in &self.trees {
            // SAFETY: a tree that is in the list is alive: `retire_tree` takes it out before it frees it.
            merged.add(unsafe { tree.as_ref() });
        }
        merged
    }

    /// Everything, by site index and context.
    pub(super) fn totals(&self) -> Totals {
        let mut totals = self.left.clone();
        let mut reading = Reading::default();
        for (index, living) in self.living.iter().enumerate() {
            living.iter().for_each(Living::touch);
            for thread in living {
                let total = totals.entry((index, thread.context)).or_default();
                thread.add_to(total, &mut reading);
            }
        }
        totals
    }

    /// What was recorded of one site, by context.
    pub(super) fn contexts_of(&self, index: usize) -> BTreeMap<u32, SlotTotals> {
        let left = self.left.range((index, 0)..=(index, u32::MAX));
        let mut contexts: BTreeMap<u32, SlotTotals> = left
            .map(|((_, context), totals)| (*context, totals.clone()))
            .collect();
        let mut reading = Reading::default();
        for thread in self.living.get(index).into_iter().flatten() {
            thread.add_to(contexts.entry(thread.context).or_default(), &mut reading);
        }
        contexts
    }

    /// What was recorded of one site, over all contexts.
    pub(super) fn totals_of(&self, index: usize) -> SlotTotals {
        let mut total = SlotTotals::default();
        let mut reading = Reading::default();
        for (_, part) in self.left.range((index, 0)..=(index, u32::MAX)) {
            total.merge(part);
        }
        for thread in self.living.get(index).into_iter().flatten() {
            thread.add_to(&mut total, &mut reading);
        }
        total
    }
}

impl Living {
    fn touch(&self) {
        // SAFETY: as in `add_to`.
        unsafe { self.slot.as_ref() }.touch();
    }

    fn add_to(&self, total: &mut SlotTotals, reading: &mut Reading) {
        // SAFETY: a slot that is in the list is alive: `retire` takes it out before it frees it.
        unsafe { self.slot.as_ref() }.add_to(total, reading);
    }
}

fn index_of(slot: NonNull<Slot>) -> usize {
    // SAFETY: callers pass slots that are alive.
    unsafe { slot.as_ref() }.site().index()
}

/// Everything recorded so far, by site index and context. Exact for threads that are quiet or have ended.
pub(super) fn totals() -> Totals {
    local::inside(|| locked().totals())
}

/// What was recorded of one site, by context.
pub(super) fn contexts_of(index: usize) -> BTreeMap<u32, SlotTotals> {
    local::inside(|| locked().contexts_of(index))
}

/// What was recorded of one site, over all contexts.
pub(super) fn totals_of(index: usize) -> SlotTotals {
    local::inside(|| locked().totals_of(index))
}

/// Calls within runs so far, by site index and context of the run.
pub(super) fn calls_per_run() -> BTreeMap<(usize, u32), CallsPerRun> {
    local::inside(|| locked().calls.clone())
}
