//! The functions that are measured: the same small work bare, between two bare readings of the time-stamp counter, and
//! with the attribute.

use std::hint::black_box;

use perf_runtime::perf_budget;

/// A few dependent operations that cannot be folded over several calls.
#[inline(always)]
pub(crate) fn work(x: u64) -> u64 {
    (x.rotate_left(23) ^ (x >> 3)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Reads the time-stamp counter, as cheaply as it can be read.
#[inline(always)]
pub(crate) fn ticks() -> u64 {
    // SAFETY: every x86-64 processor has the instruction.
    unsafe { std::arch::x86_64::_rdtsc() }
}

#[inline(never)]
pub(crate) fn bare(x: u64) -> u64 {
    work(x)
}

/// The floor: two readings and nothing that keeps them.
#[inline(never)]
pub(crate) fn pair(x: u64) -> u64 {
    let start = ticks();
    black_box(&x);
    let result = work(x);
    black_box(&result);
    black_box(ticks().wrapping_sub(start));
    result
}

#[inline(never)]
#[perf_budget(max_ms = 100.0)]
pub(crate) fn timed(x: u64) -> u64 {
    work(x)
}

#[inline(never)]
#[perf_budget(max_ms = 100.0, max_allocs = 0)]
pub(crate) fn timed_with_heap(x: u64) -> u64 {
    work(x)
}

/// Three functions that call each other, annotated or not.
macro_rules! nest {
    ($module:ident, $inner:path, #[$attribute:meta]) => {
        pub(crate) mod $module {
            #[inline(never)]
            #[$attribute]
            fn middle(x: u64) -> u64 {
                $inner(x).rotate_left(1)
            }

            #[inline(never)]
            #[$attribute]
            pub(crate) fn outer(x: u64) -> u64 {
                middle(x).rotate_left(1)
            }
        }
    };
}

nest!(nested_bare, super::bare, #[cfg(all())]);
nest!(nested_timed, super::timed, #[perf_runtime::perf_budget(max_ms = 100.0)]);

/// Calls `f` in a chain: no call can begin before the last one's result is known.
#[inline(always)]
pub(crate) fn chain(calls: u64, f: impl Fn(u64) -> u64) {
    let mut x = calls;
    for _ in 0..calls {
        x = f(x);
    }
    black_box(x);
}
