//! Floor 1: locks that are held while the process forks, so that none is locked for ever in the child.
//!
//! Only the thread that forks lives on in the child. A lock that another thread held would stay locked there, and the child's
//! first call of an annotated function would hang. Each floor holds its own: `record` its and the guards', `flow` its own.
//!
//! A `OnceLock` or a `Once` cannot be held: whoever is on the way in it when the process forks leaves it on the way for ever in
//! the child. What is made once after `main` began is therefore a `once_cell::race` value: two threads may both make it.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering};

/// The guards of locks while a fork is under way.
pub(crate) struct Held<G>(UnsafeCell<Option<G>>);

// SAFETY: only `hold` and `release` touch the cell, both on the thread that forks and while the locks are held.
unsafe impl<G> Sync for Held<G> {}

impl<G> Held<G> {
    /// Nothing is held.
    pub(crate) const fn nothing() -> Self {
        Self(UnsafeCell::new(None))
    }

    /// Keeps the guards.
    ///
    /// # Safety
    ///
    /// To be called before a fork only, with guards that keep all other threads from calling this.
    pub(crate) unsafe fn hold(&self, guards: G) {
        // SAFETY: all locks are held: no other thread is here.
        unsafe { *self.0.get() = Some(guards) };
    }

    /// Gives the guards back, for changes in the child and for release.
    ///
    /// # Safety
    ///
    /// To be called after the fork only, in the parent and in the child.
    pub(crate) unsafe fn release(&self) -> Option<G> {
        // SAFETY: the locks are still held; the guards were made by this thread, which is the child's only one.
        unsafe { (*self.0.get()).take() }
    }
}

/// Asks for calls before every fork, and after it in the parent and in the child; once, which `asked` remembers.
pub(crate) fn ask_once(
    asked: &AtomicBool,
    before: extern "C" fn(),
    in_parent: extern "C" fn(),
    in_child: extern "C" fn(),
) {
    ask(asked, Some(before), Some(in_parent), Some(in_child));
}

/// As [`ask_once`], for a call in the child alone.
pub(crate) fn ask_in_child_once(asked: &AtomicBool, in_child: extern "C" fn()) {
    ask(asked, None, None, Some(in_child));
}

fn ask(
    asked: &AtomicBool,
    before: Option<extern "C" fn()>,
    in_parent: Option<extern "C" fn()>,
    in_child: Option<extern "C" fn()>,
) {
    // Whoever comes second does not wait for the first, whom a fork under way keeps waiting in libc.
    if asked.swap(true, Ordering::Relaxed) {
        return;
    }
    let handler = |call: Option<extern "C" fn()>| call.map(|call| call as unsafe extern "C" fn());
    // SAFETY: the handlers have the required signatures and are code of this object. Should libc have no memory for them,
    // forks are as safe as without them.
    unsafe { libc::pthread_atfork(handler(before), handler(in_parent), handler(in_child)) };
}
