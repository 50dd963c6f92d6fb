//! The compiler barrier that keeps pure code between the two clock readings around it.

/// Makes the compiler assume that `value` is read and changed here.
///
/// The optimiser moves code that lives in registers across clock readings: a function of 75 ns was seen reported as
/// 10 ns. A value whose address has been shown to unknown code has to be in memory before this point and is loaded
/// again after it, so that what computes it stays before and what uses it stays behind. Costs one store and one load.
#[inline(always)]
pub(super) fn pin<T>(value: *const T) {
    #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri)))]
    // SAFETY: no instruction at all; without options that promise less, the compiler assumes that it reads and writes any
    // memory it can reach, the value among it.
    unsafe {
        // `black_box` would store the address as well.
        std::arch::asm!("/* {0} */", in(reg) value.cast::<()>(), options(nostack, preserves_flags));
    }
    #[cfg(any(not(any(target_arch = "x86_64", target_arch = "aarch64")), miri))]
    std::hint::black_box(value);
}

/// What fits into two registers is returned in them, and may be computed after whatever else a function does at its end.
const REGISTERS: usize = 2 * size_of::<u64>();

/// Hands a result on, computed before this point as by [`pin`] if it travels in registers. All others are in memory when
/// their function's guard closes, and stay where they are.
#[inline(always)]
pub fn held<R>(result: R) -> R {
    if const { size_of::<R>() <= REGISTERS } {
        pin(&result);
    }
    result
}
