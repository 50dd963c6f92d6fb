//! Reads the x86-64 time-stamp counter, or the monotonic clock where the counter is not invariant.

use std::arch::x86_64::{__cpuid, _mm_lfence, _rdtsc};
use std::sync::atomic::{AtomicBool, Ordering};

/// Set by [`choose`] when the counter cannot be trusted. A static flag costs one predicted branch per reading.
static USE_MONOTONIC: AtomicBool = AtomicBool::new(false);

/// CPUID leaf 0x8000_0007, EDX bit 8: the counter runs at a constant rate in all power states.
const INVARIANT_TSC: u32 = 1 << 8;
const POWER_LEAF: u32 = 0x8000_0007;
const EXTENDED_LEAF: u32 = 0x8000_0000;

#[inline(always)]
pub(super) fn now() -> u64 {
    if USE_MONOTONIC.load(Ordering::Relaxed) {
        monotonic_ns()
    } else {
        direct()
    }
}

/// The counter, trusted or not.
#[inline(always)]
pub(super) fn direct() -> u64 {
    // SAFETY: every x86-64 processor has the instruction; a kernel that forbids it in user mode (PR_SET_TSC) delivers
    // SIGSEGV, which no program of ours can have asked for.
    unsafe { _rdtsc() }
}

/// The counter, when all that stands before has been done and nothing that stands behind has begun.
#[inline(always)]
pub(super) fn fenced() -> u64 {
    // SAFETY: every x86-64 processor has the instruction.
    unsafe { _mm_lfence() };
    let now = direct();
    // SAFETY: as above.
    unsafe { _mm_lfence() };
    now
}

/// Whether [`fenced`] is more than [`direct`].
pub(super) const HAS_FENCES: bool = true;

/// Whether [`direct`] can be trusted.
pub(super) fn is_direct() -> bool {
    !USE_MONOTONIC.load(Ordering::Relaxed)
}

/// Chooses the source once, before the first reading that counts.
pub(super) fn choose() {
    let invariant =
        __cpuid(EXTENDED_LEAF).eax >= POWER_LEAF && __cpuid(POWER_LEAF).edx & INVARIANT_TSC != 0;
    USE_MONOTONIC.store(!invariant, Ordering::Relaxed);
}

pub(super) fn name() -> &'static str {
    if USE_MONOTONIC.load(Ordering::Relaxed) {
        "monotonic"
    } else {
        "tsc"
    }
}

#[cold]
fn monotonic_ns() -> u64 {
    super::calibrate::monotonic_ns()
}
