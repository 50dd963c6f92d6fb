//! What one run of a workload's blocks takes, on all its threads.

use std::time::Instant;

use super::model::ScalingCase;
use crate::probe::cpu::process_ns;
use crate::probe::heap::{self, HeapMark};

/// A round lasts this long at least, in nanoseconds: far above what starting threads adds, and what clocks resolve.
const ROUND_NS: f64 = 5e6;

/// Rounds of which the best counts: what else the machine does only adds.
const ROUNDS: usize = 5;

/// Runs of a block in a round at most.
const MOST_RUNS: f64 = 1e6;

/// The sums over the blocks of one case.
#[derive(Debug, Default)]
pub(in crate::testing) struct Gauge {
    found: Option<ScalingCase>,
}

impl Gauge {
    /// Measures a block, and adds it to those before.
    pub(in crate::testing) fn run(&mut self, batch: &mut dyn FnMut(u64)) {
        // Not the first run, which fills caches and pools.
        batch(1);
        let mark = heap::is_counted().then(HeapMark::open);
        let once = Instant::now();
        batch(1);
        let once_ns = (once.elapsed().as_nanos() as f64).max(1.0);
        let peak_bytes = mark.map(|mark| mark.close().peak);
        let runs = (ROUND_NS / once_ns).ceil().clamp(1.0, MOST_RUNS);
        let mut times: Vec<f64> = Vec::with_capacity(ROUNDS);
        let mut cpu_ns: Option<f64> = None;
        for _ in 0..ROUNDS {
            let (cpu, wall) = (process_ns().ok(), Instant::now());
            batch(runs as u64);
            times.push(wall.elapsed().as_nanos() as f64 / runs);
            if let (Some(before), Ok(after)) = (cpu, process_ns()) {
                let used = after.saturating_sub(before) as f64 / runs;
                cpu_ns = Some(cpu_ns.map_or(used, |least| least.min(used)));
            }
        }
        times.sort_by(f64::total_cmp);
        let block = ScalingCase {
            size: 0,
            threads: 0,
            time_ns: times[0],
            spread: times[1] / times[0] - 1.0,
            cpu_ns,
            peak_bytes,
        };
        self.found = Some(match self.found.take() {
            None => block,
            Some(sum) => sum.with(&block),
        });
    }

    /// What all blocks take together; `None` where there was none.
    pub(in crate::testing) fn into_found(self) -> Option<ScalingCase> {
        self.found
    }
}
