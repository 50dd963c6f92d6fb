//! Known work that a measurement is set against, so that the machine's own speed cancels out.

pub mod chase;
pub mod float;
pub mod footprint;
pub mod spin;
pub mod wide;

use crate::probe::{Unavailable, cpu};

/// Times `rounds` rounds of the work of a reference of the core ([`spin::work`], [`wide::work`], [`float::work`]), in nanoseconds of
/// CPU time of this thread.
///
/// # Errors
///
/// Where there is no clock of thread CPU time.
#[inline]
pub fn time_ns(work: fn(u64), rounds: u64) -> Result<u64, Unavailable> {
    cpu_ns_of(|| work(rounds))
}

/// CPU time of this thread that some work takes, in nanoseconds.
#[inline]
fn cpu_ns_of(work: impl FnOnce()) -> Result<u64, Unavailable> {
    let start = cpu::thread_ns()?;
    work();
    Ok(cpu::thread_ns()?.saturating_sub(start))
}
