//! How much memory a piece of code goes through: what it displaces of a buffer that was in the core's own caches.
//!
//! Every line that code fetches from beyond the core's own caches takes the place of another line there. Code that leaves
//! the buffer alone has fetched next to nothing, and slow memory cannot have slowed it, however slow it is.

use super::chase::Chase;
use crate::probe::Unavailable;

/// Small against the private caches of a core (256 KB at least), large against its first-level cache.
const RESIDENT_LINES: usize = 2 << 10;
/// Hops around the buffer until all of it is in the caches.
const WARM_ROUNDS: usize = 2;
/// Readings of which the fastest counts: whatever else happens slows.
const READINGS: usize = 5;
/// A buffer that comes back from beyond the caches has to take so much longer, or nothing can be told.
const TOLD_APART: f64 = 1.5;
/// More of the buffer than this is gone, and nobody knows how often it was.
const DISPLACED: f64 = 0.5;

/// A buffer in the core's own caches, and how many other lines displace it.
pub struct Footprint {
    resident: Chase,
    /// Time of a hop through the buffer while all of it is in the caches, and once none of it is, in nanoseconds.
    warm_ns: f64,
    cold_ns: f64,
    /// So many lines from elsewhere displace half of the buffer.
    capacity: usize,
}

impl Footprint {
    /// Finds out what displaces the buffer, by hops through `elsewhere`; `None` where that cannot be told. Costs some
    /// milliseconds.
    ///
    /// # Errors
    ///
    /// Where there is no clock of thread CPU time.
    pub fn calibrated(elsewhere: &mut Chase) -> Result<Option<Self>, Unavailable> {
        let mut footprint = Self {
            resident: Chase::through(RESIDENT_LINES),
            warm_ns: 0.0,
            cold_ns: f64::INFINITY,
            capacity: elsewhere.lines(),
        };
        footprint.warm_ns = footprint.fastest_after(|| ())?;
        footprint.cold_ns = footprint.fastest_after(|| elsewhere.hop(elsewhere.lines()))?;
        if footprint.cold_ns < footprint.warm_ns * TOLD_APART {
            return Ok(None);
        }
        let mut lines = RESIDENT_LINES;
        while lines < elsewhere.lines() {
            let hop_ns = footprint.fastest_after(|| elsewhere.hop(lines))?;
            if footprint.displaced(hop_ns) > DISPLACED {
                break;
            }
            lines *= 2;
        }
        footprint.capacity = lines;
        Ok(Some(footprint))
    }

    /// The most cache lines that `code` can have fetched from beyond the core's own caches; `None` when it displaced so
    /// much that there is no telling.
    ///
    /// # Errors
    ///
    /// Where there is no clock of thread CPU time.
    pub fn lines_of(&mut self, code: impl FnOnce()) -> Result<Option<f64>, Unavailable> {
        let hop_ns = self.after(code)?;
        Ok((self.displaced(hop_ns) <= DISPLACED).then_some(self.capacity as f64))
    }

    /// The part of the buffer that is gone when a hop takes so long.
    fn displaced(&self, hop_ns: f64) -> f64 {
        (hop_ns - self.warm_ns) / (self.cold_ns - self.warm_ns)
    }

    /// Time of a hop through the buffer after `code`, which finds all of it in the caches.
    fn after(&mut self, code: impl FnOnce()) -> Result<f64, Unavailable> {
        self.resident.hop(RESIDENT_LINES * WARM_ROUNDS);
        code();
        self.resident.ns_of_hops(RESIDENT_LINES)
    }

    fn fastest_after(&mut self, mut code: impl FnMut()) -> Result<f64, Unavailable> {
        let mut fastest = f64::INFINITY;
        for _ in 0..READINGS {
            fastest = fastest.min(self.after(&mut code)?);
        }
        Ok(fastest)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::super::spin;
    use super::{Chase, Footprint};

    /// Whatever else the machine does displaces more, never less: one of some attempts is undisturbed.
    const ATTEMPTS: usize = 50;

    #[test]
    fn arithmetic_leaves_the_caches_alone_and_a_walk_through_memory_does_not() {
        let mut elsewhere = Chase::new();
        let Some(mut footprint) = Footprint::calibrated(&mut elsewhere).unwrap() else {
            // Another machine on this host may keep even the private caches busy.
            return;
        };
        let mut leaves_alone = |code: &mut dyn FnMut()| {
            (0..ATTEMPTS).any(|_| footprint.lines_of(&mut *code).unwrap().is_some())
        };
        assert!(leaves_alone(&mut || {
            spin::work(100_000);
        }));
        assert!(!leaves_alone(&mut || elsewhere.hop(elsewhere.lines())));
    }

    #[test]
    fn the_capacity_is_between_the_buffer_and_all_memory() {
        let mut elsewhere = Chase::new();
        if let Some(footprint) = Footprint::calibrated(&mut elsewhere).unwrap() {
            assert!(footprint.capacity > super::RESIDENT_LINES);
            assert!(footprint.capacity < elsewhere.lines());
        }
    }
}
