//! The reference of a core whose floating-point units are shared: a chain of dependent additions.
//!
//! Such a chain waits for each addition in turn, and starts the next one as soon as there is a unit for it. Another program on
//! the same core that keeps those units busy holds it up at every step: sums of floats took 1.6 to 1.8 times as long then,
//! while the spin took the same and the wide reference a third more (Intel, 2.1 GHz, 2026-11-29).

/// Works `rounds` rounds of eight additions, each of the one before. In assembly, so that the work is the same at every
/// optimisation level.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub fn work(rounds: u64) {
    // SAFETY: the instructions touch only the named registers and the flags, and the loop ends: `rounds` is at least 1.
    unsafe {
        std::arch::asm!(
            ".p2align 6",
            "2:",
            ".rept 8",
            "addsd {sum}, {summand}",
            ".endr",
            "dec {rounds}",
            "jnz 2b",
            sum = inout(xmm_reg) 0.0_f64 => _,
            summand = in(xmm_reg) 1.0_f64,
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
            ".rept 8",
            "fadd {sum:d}, {sum:d}, {summand:d}",
            ".endr",
            "subs {rounds}, {rounds}, #1",
            "b.ne 2b",
            sum = inout(vreg) 0.0_f64 => _,
            summand = in(vreg) 1.0_f64,
            rounds = inout(reg) rounds.max(1) => _,
            options(nomem, nostack),
        );
    }
}

/// Works `rounds` rounds of the same chain as compiled code.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
#[inline(never)]
pub fn work(rounds: u64) {
    let mut sum = 0.0_f64;
    for _ in 0..rounds.max(1) {
        for _ in 0..8 {
            sum = std::hint::black_box(sum + 1.0);
        }
    }
    std::hint::black_box(sum);
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::{spin, time_ns};
    use super::work;

    #[test]
    fn additions_wait_for_each_other() {
        let time = |work: fn(u64)| time_ns(work, 20_000).unwrap();
        let best = |work| (0..50).map(|_| time(work)).min().unwrap() as f64;
        let ratio = best(work) / best(spin::work);
        // Two to four cycles for each addition, where the spin takes six: side by side they would take less than one.
        assert!((1.3..12.0).contains(&ratio), "{ratio}");
    }
}
