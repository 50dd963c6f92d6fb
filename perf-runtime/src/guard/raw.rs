//! Memory for recorders, taken from the system allocator: a recorder may run inside the program's own allocator, and
//! what it needs must not be counted as the program's.

use std::ptr::NonNull;

use super::sync::{AtomicPtr, AtomicU32, AtomicU64};

/// What all bytes zero is the empty value of.
///
/// # Safety
///
/// All bytes zero must be a valid value.
pub(crate) unsafe trait Zeroed {
    /// The empty value, field by field: loom's atomics are not plain memory.
    #[cfg(loom)]
    fn empty() -> Self;
}

macro_rules! zeroed_atomics {
    ($($atomic:ty = $zero:expr, [$($generic:ident)?];)*) => {$(
        // SAFETY: an atomic has the representation of the plain value, which is zero or null.
        unsafe impl$(<$generic>)? Zeroed for $atomic {
            #[cfg(loom)]
            fn empty() -> Self {
                Self::new($zero)
            }
        }
    )*};
}

zeroed_atomics! {
    AtomicU32 = 0, [];
    AtomicU64 = 0, [];
    AtomicPtr<T> = std::ptr::null_mut(), [T];
}

// SAFETY: an array of values that may each be zero.
unsafe impl<T: Zeroed, const N: usize> Zeroed for [T; N] {
    #[cfg(loom)]
    fn empty() -> Self {
        std::array::from_fn(|_| T::empty())
    }
}

/// Declares a struct and has the compiler check that each of its fields is [`Zeroed`].
macro_rules! zeroed_struct {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$field_attribute:meta])* $field_visibility:vis $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($(#[$field_attribute])* $field_visibility $field: $type,)*
        }

        // SAFETY: every field is zeroed, which the bounds state.
        unsafe impl $crate::guard::raw::Zeroed for $name
        where
            $($type: $crate::guard::raw::Zeroed,)*
        {
            #[cfg(loom)]
            fn empty() -> Self {
                Self { $($field: <$type as $crate::guard::raw::Zeroed>::empty(),)* }
            }
        }
    };
}
pub(crate) use zeroed_struct;

/// An empty `T`, or `None` when memory is exhausted.
pub(crate) fn zeroed<T: Zeroed>() -> Option<NonNull<T>> {
    memory::zeroed()
}

/// Gives back what [`zeroed`] gave.
///
/// # Safety
///
/// `pointer` came from [`zeroed`] with the same `T` and is not used afterwards.
pub(crate) unsafe fn free<T: Zeroed>(pointer: NonNull<T>) {
    // SAFETY: the caller's promise is passed on.
    unsafe { memory::free(pointer) }
}

#[cfg(not(loom))]
mod memory {
    use std::alloc::{GlobalAlloc, Layout, System};
    use std::ptr::NonNull;

    use super::Zeroed;

    pub(super) fn zeroed<T: Zeroed>() -> Option<NonNull<T>> {
        const { assert!(size_of::<T>() > 0) };
        // SAFETY: the layout is that of a type that is not zero-sized.
        let memory = NonNull::new(unsafe { System.alloc_zeroed(Layout::new::<T>()) }.cast());
        #[cfg(test)]
        super::HELD.with(|held| held.set(held.get() + memory.map_or(0, |_| size_of::<T>())));
        memory
    }

    pub(super) unsafe fn free<T: Zeroed>(pointer: NonNull<T>) {
        #[cfg(test)]
        super::HELD.with(|held| held.set(held.get() - size_of::<T>()));
        // SAFETY: same allocator and layout as in `zeroed`, by the caller's promise.
        unsafe { System.dealloc(pointer.as_ptr().cast(), Layout::new::<T>()) }
    }
}

#[cfg(loom)]
mod memory {
    use std::ptr::NonNull;

    use super::Zeroed;

    pub(super) fn zeroed<T: Zeroed>() -> Option<NonNull<T>> {
        Some(NonNull::from(Box::leak(Box::new(T::empty()))))
    }

    pub(super) unsafe fn free<T: Zeroed>(pointer: NonNull<T>) {
        // SAFETY: leaked from a box by `zeroed`.
        drop(unsafe { Box::from_raw(pointer.as_ptr()) });
    }
}

#[cfg(all(test, not(loom)))]
thread_local! {
    /// Bytes that the calling thread took from here and has not given back.
    pub(crate) static HELD: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}
