//! The reference of a core that is shared: independent operations, as many at once as a core can do.
//!
//! A hypervisor may run another program on the same core at the same time. Both then take from the same units, which
//! slows code that keeps many of them busy by up to a half, while a chain of dependent operations such as the spin
//! hardly feels it. The two references side by side show how much of the core is left.

use crate::probe::Unavailable;

/// Times `rounds` rounds, in nanoseconds of CPU time of this thread.
///
/// # Errors
///
/// Where there is no clock of thread CPU time.
#[inline]
pub fn time_ns(rounds: u64) -> Result<u64, Unavailable> {
    super::cpu_ns_of(|| work(rounds))
}

/// Works `rounds` rounds: three operations in each of four chains that do not depend on each other. In assembly, so that
/// the work is the same at every optimisation level.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub fn work(rounds: u64) {
    // SAFETY: the instructions touch only the named registers and the flags, and the loop ends: `rounds` is at least 1.
    unsafe {
        std::arch::asm!(
            ".p2align 6",
            "2:",
            "lea {a}, [{a} + {a} * 2 + 1]",
            "lea {b}, [{b} + {b} * 2 + 1]",
            "lea {c}, [{c} + {c} * 2 + 1]",
            "lea {d}, [{d} + {d} * 2 + 1]",
            "xor {a}, 5",
            "xor {b}, 5",
            "xor {c}, 5",
            "xor {d}, 5",
            "add {a}, 7",
            "add {b}, 7",
            "add {c}, 7",
            "add {d}, 7",
            "dec {rounds}",
            "jnz 2b",
            a = inout(reg) 1_u64 => _,
            b = inout(reg) 2_u64 => _,
            c = inout(reg) 3_u64 => _,
            d = inout(reg) 4_u64 => _,
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
            "add {a}, {a}, {a}, lsl #1",
            "add {b}, {b}, {b}, lsl #1",
            "add {c}, {c}, {c}, lsl #1",
            "add {d}, {d}, {d}, lsl #1",
            "eor {a}, {a}, #7",
            "eor {b}, {b}, #7",
            "eor {c}, {c}, #7",
            "eor {d}, {d}, #7",
            "add {a}, {a}, #5",
            "add {b}, {b}, #5",
            "add {c}, {c}, #5",
            "add {d}, {d}, #5",
            "subs {rounds}, {rounds}, #1",
            "b.ne 2b",
            a = inout(reg) 1_u64 => _,
            b = inout(reg) 2_u64 => _,
            c = inout(reg) 3_u64 => _,
            d = inout(reg) 4_u64 => _,
            rounds = inout(reg) rounds.max(1) => _,
            options(nomem, nostack),
        );
    }
}

/// Works `rounds` rounds of the same chains as compiled code.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
#[inline(never)]
pub fn work(rounds: u64) {
    let mut chains = std::hint::black_box([1_u64, 2, 3, 4]);
    for _ in 0..rounds.max(1) {
        for chain in &mut chains {
            *chain = (chain.wrapping_mul(3).wrapping_add(1) ^ 5).wrapping_add(7);
        }
    }
    std::hint::black_box(chains);
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::spin;
    use super::time_ns;

    #[test]
    fn twelve_independent_operations_take_less_than_five_dependent_ones_twice() {
        let best = |time: fn(u64) -> u64| (0..50).map(|_| time(20_000)).min().unwrap() as f64;
        let ratio = best(|n| time_ns(n).unwrap()) / best(|n| spin::time_ns(n).unwrap());
        assert!((0.05..2.0).contains(&ratio), "{ratio}");
    }
}
