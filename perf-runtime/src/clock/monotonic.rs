//! Reads the monotonic clock, in nanoseconds: the fall-back for processors whose counter we do not read ourselves.

#[inline(always)]
pub(super) fn now() -> u64 {
    super::calibrate::monotonic_ns()
}

#[inline(always)]
pub(super) fn direct() -> u64 {
    now()
}

#[inline(always)]
pub(super) fn fenced() -> u64 {
    now()
}

pub(super) const HAS_FENCES: bool = false;

pub(super) fn is_direct() -> bool {
    true
}

pub(super) fn choose() {}

pub(super) fn name() -> &'static str {
    "monotonic"
}
