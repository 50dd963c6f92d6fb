//! A program whose own global allocator is annotated: recording an allocation must not need one.
#![cfg(feature = "monitoring")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use perf_runtime::__private_0_1 as private;
use perf_runtime::record::snapshot;
use private::{Identity, Kind, SiteInfo};

/// What the attribute expands to, by hand: the macro crate has tests of its own.
macro_rules! site {
    ($name:literal) => {
        private::site!(SiteInfo::new(
            Kind::Function,
            $name,
            line!(),
            1,
            private::place!(),
            &[],
            Identity::new($name, "", &[], 10.0, 50.0)
        ))
    };
}

struct Annotated;

/// Allocations ever made, counted before the guard opens.
static MADE: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call goes to the system allocator with the caller's own arguments.
unsafe impl GlobalAlloc for Annotated {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        MADE.fetch_add(1, Ordering::Relaxed);
        let _guard = private::enter_time(site!("allocation"));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let _guard = private::enter_memory(site!("deallocation"));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Annotated = Annotated;

fn calls(name: &str) -> u64 {
    let snapshot = snapshot();
    let mut sites = snapshot.sites.iter();
    let site = sites.find(|site| site.site.path() == name).unwrap();
    site.contexts.iter().map(|context| context.calls).sum()
}

#[test]
fn an_annotated_allocator_neither_recurses_nor_hangs_and_is_recorded() {
    const THREADS: u64 = 200;
    const EACH: u64 = 300;
    /// Allocates while the thread ends, when the recorder's own thread-local may be gone.
    struct Last;
    impl Drop for Last {
        fn drop(&mut self) {
            drop(std::hint::black_box(vec![1_u8; 100]));
        }
    }
    thread_local!(static LAST: Last = const { Last });
    fn work() {
        LAST.with(|_| ());
        for size in 1..=EACH {
            drop(std::hint::black_box(vec![1_u8; size as usize]));
        }
    }
    for _ in 0..THREADS / 4 {
        let threads = [(); 4].map(|()| thread::spawn(work));
        // A snapshot allocates while it holds the recorder's lock.
        drop(snapshot());
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
    }
    let (allocations, deallocations) = (calls("allocation"), calls("deallocation"));
    let made = MADE.load(Ordering::Relaxed);
    // One more from each thread's end.
    let least = THREADS * (EACH + 1);
    assert!(
        (least..=made).contains(&allocations),
        "{allocations} of {made}"
    );
    assert!(deallocations >= least, "{deallocations}");
}
