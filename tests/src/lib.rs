//! Helpers shared by the whole-system tests.

/// Code that uses all that a core has: four reductions that differ, so that they are not vectorised, side by side, so that none
/// waits for another.
#[must_use]
pub fn four_sums(values: &[u64]) -> u64 {
    let (mut sum, mut odd, mut difference, mut any) = (0_u64, 0, 0_u64, 0);
    for four in values.chunks_exact(4) {
        sum = sum.wrapping_add(four[0]);
        odd ^= four[1];
        difference = difference.wrapping_sub(four[2]);
        any |= four[3];
    }
    sum ^ odd ^ difference ^ any
}
