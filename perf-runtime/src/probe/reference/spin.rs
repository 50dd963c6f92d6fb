//! The core-bound reference: a chain of dependent operations, whose speed is that of the core and nothing else.

/// Names the work of one round; a remembered time is worth nothing for another kind of work.
#[cfg(target_arch = "x86_64")]
pub const KIND: &str = "spin-x86_64-1";
/// Names the work of one round; a remembered time is worth nothing for another kind of work.
#[cfg(target_arch = "aarch64")]
pub const KIND: &str = "spin-aarch64-1";
/// Names the work of one round; compiled code differs by optimisation level.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub const KIND: &str = if cfg!(debug_assertions) {
    "spin-portable-debug-1"
} else {
    "spin-portable-1"
};

/// An odd multiplier with well-spread bits; any odd number does, the chain only has to be dependent.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Works `rounds` rounds. Written in assembly so that the work is the same at every optimisation level: a dependent
/// multiplication, addition, rotation and exclusive or, about six cycles whatever the core's frequency.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub fn work(rounds: u64) {
    // SAFETY: the instructions touch only the named registers and the flags, and the loop ends: `rounds` is at least 1.
    unsafe {
        std::arch::asm!(
            // Where the loop lies relative to a cache line must not matter.
            ".p2align 6",
            "2:",
            "imul {x}, {multiplier}",
            "add {x}, {multiplier}",
            "ror {x}, 23",
            "xor {x}, {rounds}",
            "dec {rounds}",
            "jnz 2b",
            x = inout(reg) MULTIPLIER => _,
            multiplier = in(reg) MULTIPLIER,
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
            "mul {x}, {x}, {multiplier}",
            "add {x}, {x}, {multiplier}",
            "ror {x}, {x}, #23",
            "eor {x}, {x}, {rounds}",
            "subs {rounds}, {rounds}, #1",
            "b.ne 2b",
            x = inout(reg) MULTIPLIER => _,
            multiplier = in(reg) MULTIPLIER,
            rounds = inout(reg) rounds.max(1) => _,
            options(nomem, nostack),
        );
    }
}

/// Works `rounds` rounds of the same chain as compiled code.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
#[inline(never)]
pub fn work(rounds: u64) {
    let mut x = MULTIPLIER;
    for round in 1..=rounds.max(1) {
        x = std::hint::black_box(x.wrapping_mul(MULTIPLIER).wrapping_add(MULTIPLIER))
            .rotate_right(23)
            ^ round;
    }
    std::hint::black_box(x);
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::time_ns;
    use super::work;

    #[test]
    fn ten_times_the_rounds_take_about_ten_times_as_long() {
        let best = |rounds| {
            (0..20)
                .map(|_| time_ns(work, rounds).unwrap())
                .min()
                .unwrap() as f64
        };
        let ratio = best(200_000) / best(20_000);
        assert!((7.0..13.0).contains(&ratio), "{ratio}");
    }
}
