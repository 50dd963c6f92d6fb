//! Linux with glibc: `on_exit` tells the exit status, and a nested `exit` changes it while all other handlers still run.

use std::ffi::{CStr, c_int, c_void};
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt;

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
    keep_loaded();
    // SAFETY: the handler has the required signature and is code of this object, which was just made to stay.
    unsafe { on_exit(handler, std::ptr::null_mut()) == 0 }
}

/// Keeps a shared object that holds this code (a plugin, an extension module) from being unloaded: its handler will be
/// called at exit, and `on_exit` knows nothing of objects that come and go.
fn keep_loaded() {
    let mut found = MaybeUninit::<libc::Dl_info>::uninit();
    let here = handler as extern "C" fn(c_int, *mut c_void) as *const c_void;
    // SAFETY: any address may be asked for, and there is room for the answer.
    if unsafe { libc::dladdr(here, found.as_mut_ptr()) } == 0 {
        // A static executable: nothing unloads it.
        return;
    }
    // SAFETY: `dladdr` succeeded: it filled the answer, with a name that lives as long as the object.
    let object = unsafe { CStr::from_ptr(found.assume_init().dli_fname) };
    // The executable goes by its first argument here, and stays anyway.
    let executable = std::env::args_os().next();
    if executable.is_none_or(|name| name.as_bytes() != object.to_bytes()) {
        // SAFETY: opens nothing that is not loaded already, so no foreign code runs; the handle is kept for ever.
        unsafe {
            libc::dlopen(
                object.as_ptr(),
                libc::RTLD_LAZY | libc::RTLD_NOLOAD | libc::RTLD_NODELETE,
            )
        };
    }
}

extern "C" fn handler(status: c_int, _argument: *mut c_void) {
    if let Some(code) = at_exit(Some(status)) {
        // SAFETY: glibc takes a handler off its list before calling it, so a nested call goes on with the remaining
        // ones (coverage profiles among them) and ends with the new status. `std::process::exit` would see a second
        // exit and abort.
        unsafe { libc::exit(c_int::from(code)) }
    }
}
