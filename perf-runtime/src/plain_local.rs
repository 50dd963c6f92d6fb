//! Thread-locals of plain cells, read without a call.
//!
//! The standard library's [`LocalKey::with`] is compiled once, apart from its callers, and becomes part of them only where
//! code is optimised across units; what is built incrementally, or calls from a unit too far away, pays for two calls.
//! [`LocalKey::try_with`] is compiled where it is used.

use std::mem;
use std::thread::LocalKey;

/// Runs `work` with this thread's value.
#[inline(always)]
pub(crate) fn with<T, R>(key: &'static LocalKey<T>, work: impl FnOnce(&T) -> R) -> R {
    const {
        assert!(
            !mem::needs_drop::<T>(),
            "a value that is dropped can be gone"
        )
    };
    match key.try_with(work) {
        Ok(result) => result,
        Err(_) => {
            unreachable!("a thread-local that is never dropped is there to the end of its thread")
        }
    }
}
