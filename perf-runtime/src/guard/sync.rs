//! The atomics that slots are built from: the standard ones, or loom's where its models are checked.

#[cfg(not(loom))]
pub(crate) use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering, fence};

#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering, fence};

/// Adds to a cell that only the calling thread writes: a plain load and store, no locked instruction.
#[inline(always)]
pub(crate) fn add(cell: &AtomicU64, amount: u64) {
    cell.store(
        cell.load(Ordering::Relaxed).wrapping_add(amount),
        Ordering::Relaxed,
    );
}

/// Raises a cell that only the calling thread writes to at least `value`.
#[inline(always)]
pub(crate) fn raise(cell: &AtomicU64, value: u64) {
    if value > cell.load(Ordering::Relaxed) {
        cell.store(value, Ordering::Relaxed);
    }
}

/// Looks at cells that only the calling thread writes as plain memory: as cells they are read one at a time, however relaxed.
#[inline(always)]
pub(crate) fn look_at_own<const N: usize, R>(
    cells: &[AtomicU32; N],
    look: impl FnOnce(&[u32; N]) -> R,
) -> R {
    #[cfg(not(loom))]
    // SAFETY: an atomic has the representation of the plain value. Reading is no race: no other thread writes, and this one
    // does not while it looks.
    return look(unsafe { &*std::ptr::from_ref(cells).cast::<[u32; N]>() });
    #[cfg(loom)]
    look(&std::array::from_fn(|place| {
        cells[place].load(Ordering::Relaxed)
    }))
}

/// A pause between two looks at what another thread is about to change.
pub(crate) fn spin_loop() {
    #[cfg(not(loom))]
    std::hint::spin_loop();
    #[cfg(loom)]
    loom::thread::yield_now();
}

/// Brings cells into the cache. A processor waits for all of several such loads at once, but only for one of those whose place
/// is read from the one before.
#[inline(always)]
pub(crate) fn touch(cells: &[AtomicU32]) {
    /// Cells of a line of the cache.
    const LINE: usize = 64 / size_of::<u32>();
    let first_of_lines = cells.iter().step_by(LINE);
    std::hint::black_box(first_of_lines.fold(0, |sum, cell| sum ^ cell.load(Ordering::Relaxed)));
}
