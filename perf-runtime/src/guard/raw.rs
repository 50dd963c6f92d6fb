//! Memory for recorders, taken from the system allocator: a recorder may run inside the program's own allocator, and
//! what it needs must not be counted as the program's.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr::NonNull;

/// A zeroed `T`, or `None` when memory is exhausted.
///
/// # Safety
///
/// All bytes zero must be a valid `T`.
pub(crate) unsafe fn zeroed<T>() -> Option<NonNull<T>> {
    const { assert!(size_of::<T>() > 0) };
    // SAFETY: the layout is that of a type that is not zero-sized.
    NonNull::new(unsafe { System.alloc_zeroed(Layout::new::<T>()) }.cast())
}

/// Gives back what [`zeroed`] gave.
///
/// # Safety
///
/// `pointer` came from [`zeroed`] with the same `T` and is not used afterwards.
pub(crate) unsafe fn free<T>(pointer: NonNull<T>) {
    // SAFETY: same allocator and layout as in `zeroed`, by the caller's promise.
    unsafe { System.dealloc(pointer.as_ptr().cast(), Layout::new::<T>()) }
}
