//! The reference of a core that is shared: more operations at once than a core can keep under way.
//!
//! A hypervisor may run another program on the same core at the same time. Both then take from the same units, which
//! slows code that keeps many of them busy by up to a half, and each is left half of the window in which a core looks ahead
//! for operations that need not wait, however little the other does: code of long chains side by side loses a seventh by that
//! alone. A single chain of dependent operations, such as the spin, feels neither. So this is many chains, each of them long:
//! with the whole window a core has five of them under way, with half of it half as many.

/// Works `rounds` rounds: a chain of a hundred operations that does not depend on the chain before. In assembly, so that the
/// work is the same at every optimisation level.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub fn work(rounds: u64) {
    // SAFETY: the instructions touch only the named registers and the flags, and the loop ends: `rounds` is at least 1.
    unsafe {
        std::arch::asm!(
            ".p2align 6",
            "2:",
            "mov {chain}, {rounds}",
            ".rept 100",
            "add {chain}, 7",
            ".endr",
            "dec {rounds}",
            "jnz 2b",
            chain = out(reg) _,
            rounds = inout(reg) rounds.max(1) => _,
            options(nomem, nostack),
        );
    }
}

/// Works `rounds` rounds, see the x86-64 form.
#[cfg(target_arch = "aarch64")]
#[inline(never)]
pub fn work(rounds: u64) {
    // SAFETY: the instructions touch only the named registers and the flags, and the loop ends: `rounds` is at least 1.
    unsafe {
        std::arch::asm!(
            ".p2align 6",
            "2:",
            "mov {chain}, {rounds}",
            ".rept 100",
            "add {chain}, {chain}, #7",
            ".endr",
            "subs {rounds}, {rounds}, #1",
            "b.ne 2b",
            chain = out(reg) _,
            rounds = inout(reg) rounds.max(1) => _,
            options(nomem, nostack),
        );
    }
}

/// Works `rounds` rounds of like chains as compiled code.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
#[inline(never)]
pub fn work(rounds: u64) {
    for round in 0..rounds.max(1) {
        let mut chain = round;
        for _ in 0..33 {
            chain = chain.wrapping_mul(3) ^ 5;
        }
        std::hint::black_box(chain);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::{spin, time_ns};
    use super::work;

    #[test]
    fn chains_are_under_way_at_once() {
        let time = |work: fn(u64)| time_ns(work, 20_000).unwrap();
        let best = |work| (0..50).map(|_| time(work)).min().unwrap() as f64;
        let ratio = best(work) / best(spin::work);
        // One after the other they take twenty spins or more.
        assert!((1.0..15.0).contains(&ratio), "{ratio}");
    }
}
