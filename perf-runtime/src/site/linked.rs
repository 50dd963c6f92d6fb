//! A list of statics that fills itself before `main`: every entry is announced by a constructor of the linker.
//!
//! Nothing is allocated or locked, for neither may be possible so early. Crates for this purpose put an `allow` into
//! the user's code, which `#![forbid(nonstandard_style)]` there would refuse.

use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

/// The head of the list, a static.
pub struct Linked<T: 'static> {
    first: AtomicPtr<Entry<T>>,
}

/// A static in the program, part of the list once it has been announced.
pub struct Entry<T: 'static> {
    value: T,
    announced: AtomicBool,
    next: AtomicPtr<Entry<T>>,
}

impl<T: Sync + 'static> Entry<T> {
    /// An entry that no list knows yet.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self {
            value,
            announced: AtomicBool::new(false),
            next: AtomicPtr::new(ptr::null_mut()),
        }
    }
}

impl<T: Sync + 'static> Linked<T> {
    pub(crate) const fn new() -> Self {
        Self {
            first: AtomicPtr::new(ptr::null_mut()),
        }
    }

    /// Puts the entry into the list; WebAssembly may run its constructors more than once.
    pub fn announce(&self, entry: &'static Entry<T>) {
        if entry.announced.swap(true, Ordering::Relaxed) {
            return;
        }
        let this = ptr::from_ref(entry).cast_mut();
        let mut first = self.first.load(Ordering::Relaxed);
        loop {
            entry.next.store(first, Ordering::Relaxed);
            // Release: who finds the entry finds what it leads to.
            let swapped =
                self.first
                    .compare_exchange_weak(first, this, Ordering::Release, Ordering::Relaxed);
            match swapped {
                Ok(_) => return,
                Err(newer) => first = newer,
            }
        }
    }

    /// What has been announced, the latest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static T> {
        let mut at = self.first.load(Ordering::Acquire);
        std::iter::from_fn(move || {
            // SAFETY: the pointer is null or was made from a `&'static Entry` by `announce`, and none is ever written to
            // but through its atomics.
            let entry: &'static Entry<T> = unsafe { at.as_ref() }?;
            at = entry.next.load(Ordering::Acquire);
            Some(&entry.value)
        })
    }
}

/// Announces a value to a list when the program, or the shared library that holds it, is loaded.
///
/// The sections are those where the formats of each platform keep pointers to constructors. Elsewhere a site is met at
/// its first call.
#[doc(hidden)]
#[macro_export]
macro_rules! __perf_link {
    ($list:path, $type:ty, $value:expr) => {
        const _: () = {
            static __PERF_ENTRY: $crate::__private_0_1::Entry<$type> =
                $crate::__private_0_1::Entry::new($value);
            extern "C" fn __perf_announce() {
                $crate::__private_0_1::Linked::announce(&$list, &__PERF_ENTRY);
            }
            #[used]
            #[cfg_attr(
                not(any(target_vendor = "apple", windows)),
                unsafe(link_section = ".init_array")
            )]
            #[cfg_attr(
                target_vendor = "apple",
                unsafe(link_section = "__DATA,__mod_init_func,mod_init_funcs")
            )]
            #[cfg_attr(windows, unsafe(link_section = ".CRT$XCU"))]
            static __PERF_CONSTRUCTOR: extern "C" fn() = __perf_announce;
        };
    };
}

#[cfg(test)]
mod tests {
    use super::{Entry, Linked};

    #[test]
    fn entries_are_found_once_however_often_they_announce_themselves() {
        static LIST: Linked<u8> = Linked::new();
        static ENTRIES: [Entry<u8>; 3] = [Entry::new(1), Entry::new(2), Entry::new(3)];
        assert_eq!(LIST.iter().count(), 0);
        for entry in ENTRIES.iter().chain(&ENTRIES) {
            LIST.announce(entry);
        }
        assert_eq!(LIST.iter().copied().collect::<Vec<_>>(), [3, 2, 1]);
    }

    #[test]
    fn no_entry_is_lost_when_threads_announce_at_once() {
        static LIST: Linked<usize> = Linked::new();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                scope.spawn(move || {
                    for value in 0..100 {
                        LIST.announce(Box::leak(Box::new(Entry::new(thread * 100 + value))));
                    }
                });
            }
        });
        let mut found: Vec<usize> = LIST.iter().copied().collect();
        found.sort_unstable();
        assert_eq!(found, (0..400).collect::<Vec<_>>());
    }
}
