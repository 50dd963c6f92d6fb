//! Keeps the recorder usable in a forked child: no other thread holds its locks, or those of the guards, at the moment of the
//! fork.

#[cfg(unix)]
pub(super) use unix::prepare;

#[cfg(not(unix))]
pub(super) fn prepare() {}

#[cfg(unix)]
mod unix {
    use std::sync::MutexGuard;
    use std::sync::atomic::AtomicBool;

    use super::super::{calls, context, process, registry, threads};
    use crate::fork::{Held, ask_once};
    use crate::guard::tree::SpanId;
    use crate::guard::{Sizes, lock_sizes, tree};

    /// The locks, in the order in which they are taken. Only that of threads is held while a lock of a guard is taken.
    type Guards = (
        registry::Guard,
        context::Guard,
        process::Guard,
        process::SamplerGuard,
        calls::Guard,
        threads::Guard,
        MutexGuard<'static, Vec<SpanId>>,
        MutexGuard<'static, Sizes>,
    );

    static HELD: Held<Guards> = Held::nothing();

    /// Asks for the calls around every fork, the first time it is called.
    pub(in crate::record) fn prepare() {
        static ASKED: AtomicBool = AtomicBool::new(false);
        ask_once(&ASKED, before, in_parent, in_child);
    }

    extern "C" fn before() {
        let guards = (
            registry::locked(),
            context::locked(),
            process::locked(),
            process::lock_sampler(),
            calls::locked(),
            threads::locked(),
            tree::lock_elsewhere(),
            lock_sizes(),
        );
        // SAFETY: these locks keep all other threads from coming here.
        unsafe { HELD.hold(guards) };
    }

    extern "C" fn in_parent() {
        // SAFETY: called after the fork.
        drop(unsafe { HELD.release() });
    }

    extern "C" fn in_child() {
        // SAFETY: called after the fork.
        if let Some(mut guards) = unsafe { HELD.release() } {
            // The thread that sampled did not come along.
            process::forget_sampler(&mut guards.3);
        }
    }
}
