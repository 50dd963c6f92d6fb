//! A function of assembly.
use perf_runtime::perf_budget;

#[perf_budget(max_ms = 1)]
#[unsafe(naked)]
extern "C" fn measured() {
    core::arch::naked_asm!("ret")
}

fn main() {
    measured();
}
