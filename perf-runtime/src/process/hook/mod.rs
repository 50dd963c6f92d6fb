//! The hook that needs no set-up: installed by the loader before `main`, called back when the process ends.
//!
//! It hears of `return` from `main`, `std::process::exit` and libc's `exit`. Nothing in a process can hear of `abort`, of
//! `_exit`, of a fatal signal or of `exec`: such a process ends without a report.

#[cfg(unix)]
mod aside;
#[cfg(unix)]
mod at_exit;
#[cfg(unix)]
mod at_start;
#[cfg(unix)]
mod fork;

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[path = "glibc.rs"]
mod platform;
#[cfg(all(unix, not(all(target_os = "linux", target_env = "gnu"))))]
#[path = "posix.rs"]
mod platform;
#[cfg(not(unix))]
#[path = "elsewhere.rs"]
mod platform;

pub use platform::ENFORCEMENT;

#[cfg(unix)]
pub(super) use aside::Progress;
#[cfg(unix)]
pub(super) use at_start::start;
