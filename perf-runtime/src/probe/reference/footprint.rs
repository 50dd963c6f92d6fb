//! How much memory a piece of code goes through: what it displaces of a buffer that fills the core's own caches.
//!
//! Every line that code fetches from beyond those caches takes the place of another line there. A walk through the buffer
//! afterwards takes as much longer as it does after so many lines from elsewhere, which is measured first. Code that leaves
//! the buffer alone has fetched next to nothing, and slow memory cannot have slowed it, however slow it is.

use std::iter::successors;

use super::chase::Chase;
use crate::probe::Unavailable;

/// Sizes of the buffer that are tried, in KB: a core's own caches have 256 KB to some MB today.
const SIZES_KB: [usize; 9] = [128, 192, 256, 384, 512, 768, 1024, 1536, 2048];
const LINES_OF_A_KB: usize = 16;
/// A buffer through which a hop takes longer than through the smallest by more than this does not fit any more.
const FITS: f64 = 1.75;
/// Walks around the buffer until all of it is in the caches that fits.
const WARM_ROUNDS: usize = 2;
/// Fetched lines whose trace is measured: so many, and twice as many as the one before …
const FIRST_STEP: usize = 128;
/// … up to this part of the buffer. The trace of many more is that of a buffer that is gone, however many they are.
const LARGEST_PART: usize = 4;
/// Readings of which the fastest counts: whatever else happens slows.
const READINGS: usize = 3;

/// A buffer in the core's own caches, and the trace that fetched lines leave in it.
pub struct Footprint {
    resident: Chase,
    /// Lines from elsewhere with the time of a hop through the buffer after them, in nanoseconds, both ascending.
    traces: Vec<Trace>,
}

struct Trace {
    lines: usize,
    hop_ns: f64,
}

impl Footprint {
    /// Finds the size of the buffer and the trace of lines from `elsewhere`; costs some milliseconds.
    ///
    /// # Errors
    ///
    /// Where there is no clock of thread CPU time.
    pub fn calibrated(elsewhere: &mut Chase) -> Result<Self, Unavailable> {
        let mut footprint = Self {
            resident: filling()?,
            traces: Vec::new(),
        };
        let most = footprint.resident.lines() / LARGEST_PART;
        let steps = successors(Some(FIRST_STEP), |lines| Some(lines * 2));
        for lines in steps.take_while(|lines| *lines <= most) {
            let hop_ns = footprint.fastest_after(|| elsewhere.hop(lines))?;
            footprint.traces.push(Trace { lines, hop_ns });
        }
        // More lines leave no smaller trace: where they seem to, the larger one was a disturbance.
        let mut least = f64::INFINITY;
        for trace in footprint.traces.iter_mut().rev() {
            least = least.min(trace.hop_ns);
            trace.hop_ns = least;
        }
        Ok(footprint)
    }

    /// The most cache lines that `code` can have fetched from beyond the core's own caches; `None` when its trace is larger
    /// than all known ones.
    ///
    /// # Errors
    ///
    /// Where there is no clock of thread CPU time.
    pub fn lines_of(&mut self, code: impl FnOnce()) -> Result<Option<f64>, Unavailable> {
        let hop_ns = self.after(code)?;
        Ok(self.lines_behind(hop_ns))
    }

    fn lines_behind(&self, hop_ns: f64) -> Option<f64> {
        let larger = self.traces.iter().find(|trace| trace.hop_ns > hop_ns);
        larger.map(|trace| trace.lines as f64)
    }

    /// Time of a hop through the buffer after `code`, which finds all of it in the caches.
    fn after(&mut self, code: impl FnOnce()) -> Result<f64, Unavailable> {
        self.resident.hop(self.resident.lines() * WARM_ROUNDS);
        code();
        self.resident.ns_of_hops(self.resident.lines())
    }

    fn fastest_after(&mut self, mut code: impl FnMut()) -> Result<f64, Unavailable> {
        fastest(|| self.after(&mut code))
    }
}

/// The largest buffer that fits into the core's own caches.
fn filling() -> Result<Chase, Unavailable> {
    let buffer = |kb: usize| Chase::through(kb * LINES_OF_A_KB);
    let mut filling = buffer(SIZES_KB[0]);
    let smallest_ns = warm_ns(&mut filling)?;
    for kb in SIZES_KB.into_iter().skip(1) {
        let mut larger = buffer(kb);
        if warm_ns(&mut larger)? > smallest_ns * FITS {
            break;
        }
        filling = larger;
    }
    Ok(filling)
}

fn warm_ns(buffer: &mut Chase) -> Result<f64, Unavailable> {
    let lines = buffer.lines();
    buffer.hop(lines * WARM_ROUNDS);
    fastest(|| buffer.ns_of_hops(lines))
}

fn fastest(mut reading: impl FnMut() -> Result<f64, Unavailable>) -> Result<f64, Unavailable> {
    let mut fastest = f64::INFINITY;
    for _ in 0..READINGS {
        fastest = fastest.min(reading()?);
    }
    Ok(fastest)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::super::spin;
    use super::{Chase, Footprint, Trace};

    /// Whatever else the machine does leaves a trace as well: the smallest of some is the code's own.
    const ATTEMPTS: usize = 50;

    #[test]
    fn arithmetic_fetches_little_and_a_walk_through_memory_more_than_can_be_told() {
        let mut elsewhere = Chase::new();
        let mut footprint = Footprint::calibrated(&mut elsewhere).unwrap();
        let mut fetched = |code: &mut dyn FnMut()| {
            let attempts = (0..ATTEMPTS).filter_map(|_| footprint.lines_of(&mut *code).unwrap());
            attempts.reduce(f64::min)
        };
        let arithmetic = fetched(&mut || {
            spin::work(100_000);
        });
        let walk = fetched(&mut || elsewhere.hop(elsewhere.lines()));
        assert!(arithmetic.is_some());
        assert_eq!(walk, None);
    }

    #[test]
    fn a_trace_stands_for_fewer_lines_than_leave_a_larger_one() {
        let footprint = Footprint {
            resident: Chase::through(4),
            traces: [(128, 5.0), (256, 6.0)]
                .map(|(lines, hop_ns)| Trace { lines, hop_ns })
                .into(),
        };
        assert_eq!(footprint.lines_behind(4.0), Some(128.0));
        assert_eq!(footprint.lines_behind(5.0), Some(256.0));
        assert_eq!(footprint.lines_behind(6.0), None);
    }
}
