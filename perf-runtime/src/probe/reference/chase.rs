//! The memory reference: a chase of pointers through a buffer that does not fit into a core's own caches.
//!
//! A neighbour that fills the shared cache or the memory bus slows it down, as it slows memory-bound functions; the
//! core-bound spin does not see that.
//!
//! What runs between two timings must not show in them. Code that goes through some megabytes displaces the tables in which
//! the processor looks up where pages are, and a hop then took twice as long as after other code, with nobody else about: the
//! buffer lies in large pages where there are some, and each timing begins with hops that do not count.

use super::cpu_ns_of;
use crate::probe::Unavailable;

/// Larger than the private caches of a core (1 to 2 MB today), small against the memory of any machine.
const BUFFER_BYTES: usize = 16 << 20;
/// One element a cache line, so that every hop loads another line.
const LINE_BYTES: usize = 64;
const LINES: usize = BUFFER_BYTES / LINE_BYTES;
/// Hops of one timing: about as long as a batch, so that what comes and goes within both is the same.
const HOPS: usize = 1 << 10;
/// Hops before each timing: after so many, what ran before them shows no more.
const WARM_HOPS: usize = HOPS;
/// Timings of which the middle one is the pace.
const TIMINGS: usize = 16;

#[repr(align(64))]
#[derive(Clone, Copy)]
struct Line {
    next: u32,
}

/// A cyclic path through the buffer in an order that no prefetcher guesses.
pub struct Chase {
    lines: Vec<Line>,
    at: u32,
}

/// Memory for so many lines, in large pages if there are enough of them to fill some.
fn buffer(lines: usize) -> Vec<Line> {
    let mut buffer = Vec::with_capacity(lines);
    large_pages(&mut buffer.spare_capacity_mut()[..lines]);
    buffer.extend((0..lines as u32).map(|next| Line { next }));
    buffer
}

/// Asks for large pages, before the memory is touched. Where there are none, small ones do.
#[cfg(target_os = "linux")]
fn large_pages<T>(untouched: &mut [T]) {
    const LARGE_PAGE: usize = 2 << 20;
    let range = untouched.as_mut_ptr_range();
    let start = range.start.addr().next_multiple_of(LARGE_PAGE);
    let end = range.end.addr() - range.end.addr() % LARGE_PAGE;
    if start < end {
        let first = range.start.with_addr(start).cast();
        // SAFETY: whole pages within memory that is borrowed here, of which the call changes nothing but how it is mapped.
        // It fails where the kernel has no large pages, and leaves everything as it is.
        let _ = unsafe { libc::madvise(first, end - start, libc::MADV_HUGEPAGE) };
    }
}

#[cfg(not(target_os = "linux"))]
fn large_pages<T>(_untouched: &mut [T]) {}

impl Default for Chase {
    fn default() -> Self {
        Self::new()
    }
}

impl Chase {
    /// Lays out a path through more than the core's own caches hold, and follows it once: of a buffer that was just written,
    /// some is in those caches, and a hop finds it there. Costs some tens of milliseconds.
    #[must_use]
    pub fn new() -> Self {
        let mut chase = Self::through(LINES);
        chase.hop(LINES);
        chase
    }

    /// Lays out a path through so many cache lines.
    #[must_use]
    pub fn through(lines: usize) -> Self {
        let mut path = buffer(lines);
        // Sattolo's shuffle leaves one cycle through all lines.
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        for last in (1..lines).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let other = (state % last as u64) as usize;
            let next = path[last].next;
            path[last].next = path[other].next;
            path[other].next = next;
        }
        Self { lines: path, at: 0 }
    }

    /// Cache lines of the path.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Follows the path for some hops.
    pub fn hop(&mut self, hops: usize) {
        let mut at = self.at;
        for _ in 0..hops {
            at = self.lines[at as usize].next;
        }
        self.at = std::hint::black_box(at);
    }

    /// CPU time of each of some hops, in nanoseconds.
    ///
    /// # Errors
    ///
    /// Where there is no clock of thread CPU time.
    pub fn ns_of_hops(&mut self, hops: usize) -> Result<f64, Unavailable> {
        let taken_ns = cpu_ns_of(|| self.hop(hops))?;
        Ok(taken_ns as f64 / hops as f64)
    }

    /// CPU time of one hop at this moment, in nanoseconds.
    ///
    /// # Errors
    ///
    /// Where there is no clock of thread CPU time.
    pub fn moment_ns_per_hop(&mut self) -> Result<f64, Unavailable> {
        self.hop(WARM_HOPS);
        self.ns_of_hops(HOPS)
    }

    /// CPU time of one hop, in nanoseconds: the median of some moments.
    ///
    /// # Errors
    ///
    /// Where there is no clock of thread CPU time.
    pub fn ns_per_hop(&mut self) -> Result<f64, Unavailable> {
        let mut timings = [0.0; TIMINGS];
        for timing in &mut timings {
            *timing = self.moment_ns_per_hop()?;
        }
        timings.sort_by(f64::total_cmp);
        Ok(timings[TIMINGS / 2])
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Chase, LINES};

    #[test]
    fn the_path_is_one_cycle_through_every_line() {
        let chase = Chase::new();
        let mut at = 0_u32;
        for hop in 1..=LINES {
            at = chase.lines[at as usize].next;
            assert_eq!(at == 0, hop == LINES, "after {hop} hops");
        }
    }

    #[test]
    fn a_hop_costs_more_than_a_cached_load() {
        let hop = Chase::new().ns_per_hop().unwrap();
        assert!((1.5..5_000.0).contains(&hop), "{hop} ns");
    }
}
