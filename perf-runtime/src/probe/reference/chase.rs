//! The memory reference: a chase of pointers through a buffer that does not fit into a core's own caches.
//!
//! A neighbour that fills the shared cache or the memory bus slows it down, as it slows memory-bound functions; the
//! core-bound spin does not see that.

use super::cpu_ns_of;
use crate::probe::Unavailable;

/// Larger than the private caches of a core (1 to 2 MB today), small against the memory of any machine.
const BUFFER_BYTES: usize = 16 << 20;
/// One element a cache line, so that every hop loads another line.
const LINE_BYTES: usize = 64;
const LINES: usize = BUFFER_BYTES / LINE_BYTES;
/// Hops of one timing: about as long as a batch, so that what comes and goes within both is the same.
const HOPS: usize = 1 << 10;
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

impl Default for Chase {
    fn default() -> Self {
        Self::new()
    }
}

impl Chase {
    /// Lays out a path through more than the core's own caches hold; costs some milliseconds.
    #[must_use]
    pub fn new() -> Self {
        Self::through(LINES)
    }

    /// Lays out a path through so many cache lines.
    #[must_use]
    pub fn through(lines: usize) -> Self {
        let mut path: Vec<Line> = (0..lines as u32).map(|next| Line { next }).collect();
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
