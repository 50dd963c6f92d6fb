//! Unix without glibc: `atexit` does not tell the exit status, and a nested `exit` is undefined, so a failing gate ends the
//! process at once with its own code, whatever status the program had.
//!
//! Handlers registered before this one (it is registered before `main`, so: few) do not run then; `llvm-cov` profiles of a
//! red run can be missing.

use std::ffi::c_int;

use super::at_exit::at_exit;

/// How ordinary test processes are made to fail on this platform.
pub const ENFORCEMENT: &str = "exit hook (atexit): a failing gate ends the process with the documented code, also in place of another failure";

/// Asks for a call at exit; `false` when libc has no memory for it.
pub(super) fn register() -> bool {
    // SAFETY: the handler has the required signature and is code of this object, which is never unloaded before exit.
    unsafe { libc::atexit(handler) == 0 }
}

extern "C" fn handler() {
    if let Some(code) = at_exit(None) {
        // SAFETY: ends the process without running anything else.
        unsafe { libc::_exit(c_int::from(code)) }
    }
}
