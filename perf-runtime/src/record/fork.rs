//! Keeps the recorder usable in a forked child: no other thread holds its locks at the moment of the fork.
//!
//! Only the thread that forks lives on in the child. A lock that another thread held would stay locked for ever, and the
//! child's first call of an annotated function would hang.

#[cfg(unix)]
pub(super) use unix::prepare;

#[cfg(not(unix))]
pub(super) fn prepare() {}

#[cfg(unix)]
mod unix {
    use std::cell::UnsafeCell;
    use std::sync::Once;

    use super::super::{context, process, registry, threads};

    /// The locks of this floor, in the order in which they are taken. No code of this floor takes a second one.
    type Guards = (
        registry::Guard,
        context::Guard,
        process::Guard,
        threads::Guard,
    );

    /// The locks while a fork is under way.
    struct Held(UnsafeCell<Option<Guards>>);

    // SAFETY: only `before` and `after` touch the cell, both on the thread that forks and while the locks are held.
    unsafe impl Sync for Held {}

    static HELD: Held = Held(UnsafeCell::new(None));

    /// Asks for the calls around every fork, the first time it is called.
    pub(in crate::record) fn prepare() {
        static ASKED: Once = Once::new();
        // SAFETY: the handlers have the required signatures. Should libc have no memory for them, forks are as safe as
        // without them.
        ASKED.call_once(|| unsafe {
            libc::pthread_atfork(Some(before), Some(after), Some(after));
        });
    }

    extern "C" fn before() {
        let guards = (
            registry::locked(),
            context::locked(),
            process::locked(),
            threads::locked(),
        );
        // SAFETY: all locks are held: no other thread is here.
        unsafe { *HELD.0.get() = Some(guards) };
    }

    extern "C" fn after() {
        // SAFETY: the locks are still held; the guards were made by this thread, which is the child's only one.
        let guards = unsafe { (*HELD.0.get()).take() };
        drop(guards);
    }
}
