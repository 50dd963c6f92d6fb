//! What most performance tests do, for comparison: the median of 30 wall times against the limit.

use std::hint::black_box;
use std::time::Instant;

use crate::subject::{self, Runner};

const WARM_UP: usize = 3;
const TIMES: usize = 30;

/// The median wall time of 30 calls after three, in nanoseconds.
pub(crate) fn median_of_30_ns(name: &str) -> f64 {
    let mut timed = Timed(Vec::new());
    subject::run(name, &mut timed);
    timed.0.drain(..WARM_UP);
    timed.0.sort_by(f64::total_cmp);
    timed.0[TIMES / 2]
}

struct Timed(Vec<f64>);

impl Timed {
    fn time(&mut self, call: impl FnOnce()) {
        let start = Instant::now();
        call();
        self.0.push(start.elapsed().as_nanos() as f64);
    }
}

impl Runner for Timed {
    fn run(&mut self, call: &mut dyn FnMut() -> u64) {
        for _ in 0..WARM_UP + TIMES {
            self.time(|| {
                black_box(call());
            });
        }
    }

    fn run_on_copies(&mut self, data: &[u64], call: &mut dyn FnMut(&mut [u64])) {
        for _ in 0..WARM_UP + TIMES {
            let mut copy = black_box(data.to_vec());
            self.time(|| call(&mut copy));
        }
    }
}
