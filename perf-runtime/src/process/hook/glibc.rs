//! Linux with glibc: `on_exit` tells the exit status, and a nested `exit` changes it while all other handlers still run.

use std::ffi::{c_int, c_void};

use super::at_exit::at_exit;

/// How ordinary test processes are made to fail on this platform.
pub const ENFORCEMENT: &str =
    "exit hook (on_exit): a failing gate turns exit status 0 into the documented code";

unsafe extern "C" {
    /// Not in the `libc` crate: a glibc extension since its first release.
    fn on_exit(handler: extern "C" fn(c_int, *mut c_void), argument: *mut c_void) -> c_int;
}

/// Asks for a call at exit; `false` when libc has no memory for it.
pub(super) fn register() -> bool {
    // SAFETY: the handler has the required signature and is code of this object, which is never unloaded before exit.
    unsafe { on_exit(handler, std::ptr::null_mut()) == 0 }
}

extern "C" fn handler(status: c_int, _argument: *mut c_void) {
    if let Some(code) = at_exit(Some(status)) {
        // SAFETY: glibc takes a handler off its list before calling it, so a nested call goes on with the remaining
        // ones (coverage profiles among them) and ends with the new status. `std::process::exit` would see a second
        // exit and abort.
        unsafe { libc::exit(c_int::from(code)) }
    }
}
