//! From a node and a site to the node below: a hash table of the owning thread, in memory of the system allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr;

use super::node::Node;

#[derive(Clone, Copy)]
struct Entry {
    /// 0 for an empty entry: no site has number 0.
    key: u64,
    node: *const Node,
}

/// Open addressing with steps of one.
pub(super) struct Index {
    entries: *mut Entry,
    /// A power of two; 0 before the first insertion.
    capacity: usize,
    used: usize,
}

const FIRST_CAPACITY: usize = 64;

/// The key of the node of a site below a node.
#[inline(always)]
pub(super) fn key(above: u32, site: usize) -> u64 {
    u64::from(above) << 32 | site as u64
}

impl Index {
    #[cfg(loom)]
    pub(super) fn empty() -> Self {
        Self {
            entries: ptr::null_mut(),
            capacity: 0,
            used: 0,
        }
    }

    #[inline(always)]
    pub(super) fn find(&self, key: u64) -> Option<*const Node> {
        if self.capacity == 0 {
            return None;
        }
        let mut place = self.place(key);
        loop {
            // SAFETY: `place` is below the capacity.
            let entry = unsafe { *self.entries.add(place) };
            if entry.key == key {
                return Some(entry.node);
            }
            if entry.key == 0 {
                return None;
            }
            place = (place + 1) & (self.capacity - 1);
        }
    }

    /// Fibonacci hashing: the upper bits of the product depend on all bits of the key.
    #[inline(always)]
    fn place(&self, key: u64) -> usize {
        let product = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (product >> 32) as usize & (self.capacity - 1)
    }

    /// Makes room for one more; `false` when there is no memory.
    pub(super) fn has_room(&mut self) -> bool {
        if (self.used + 1) * 2 <= self.capacity {
            return true;
        }
        let capacity = (self.capacity * 2).max(FIRST_CAPACITY);
        // SAFETY: the layout is not empty; all bytes zero is an empty entry.
        let entries: *mut Entry = unsafe { System.alloc_zeroed(layout(capacity)) }.cast();
        if entries.is_null() {
            return false;
        }
        let old = std::mem::replace(
            self,
            Self {
                entries,
                capacity,
                used: 0,
            },
        );
        for place in 0..old.capacity {
            // SAFETY: `place` is below the old capacity.
            let entry = unsafe { *old.entries.add(place) };
            if entry.key != 0 {
                self.insert(entry.key, entry.node);
            }
        }
        old.release();
        true
    }

    /// Adds a key that is not there; [`has_room`](Self::has_room) has said yes.
    pub(super) fn insert(&mut self, key: u64, node: *const Node) {
        let mut place = self.place(key);
        // SAFETY: `place` is below the capacity; half of the entries are empty, so the search ends.
        unsafe {
            while (*self.entries.add(place)).key != 0 {
                place = (place + 1) & (self.capacity - 1);
            }
            *self.entries.add(place) = Entry { key, node };
        }
        self.used += 1;
    }

    pub(super) fn free(&mut self) {
        let empty = Self {
            entries: ptr::null_mut(),
            capacity: 0,
            used: 0,
        };
        std::mem::replace(self, empty).release();
    }

    fn release(self) {
        if self.capacity > 0 {
            // SAFETY: allocated by `has_room` with the same layout.
            unsafe { System.dealloc(self.entries.cast(), layout(self.capacity)) };
        }
    }
}

fn layout(capacity: usize) -> Layout {
    Layout::array::<Entry>(capacity).expect("at most twice as many entries as nodes")
}
