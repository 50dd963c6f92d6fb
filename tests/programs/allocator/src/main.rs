//! A program whose own allocator has budgets, and allocates wherever a process can: on threads, in destructors of
//! thread-locals, in a panic, in an exit handler.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;

use perf_runtime::perf_budget;

struct Budgeted;

// SAFETY: every call goes to the system's allocator with the caller's own arguments.
unsafe impl GlobalAlloc for Budgeted {
    #[perf_budget(max_s = 5)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    #[perf_budget(max_s = 5)]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Budgeted = Budgeted;

/// Makes one allocation and frees it.
fn allocate() {
    drop(black_box(Vec::<u8>::with_capacity(100)));
}

/// Keeps its budget, and allocates.
#[perf_budget(max_s = 5)]
fn allocates() {
    allocate();
}

struct Last;

impl Drop for Last {
    fn drop(&mut self) {
        allocates();
    }
}

thread_local!(static LAST: Last = const { Last });

extern "C" fn at_exit() {
    allocates();
}

fn main() {
    unsafe extern "C" {
        safe fn atexit(handler: extern "C" fn()) -> i32;
    }
    assert_eq!(atexit(at_exit), 0);
    std::panic::set_hook(Box::new(|_| allocates()));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            std::thread::spawn(|| {
                LAST.with(|_| ());
                (0..1000).for_each(|_| allocate());
                panic!("on purpose");
            })
        })
        .collect();
    for thread in threads {
        assert!(thread.join().is_err());
    }
    LAST.with(|_| ());
}
