//! Median time of the chi-squared batch on the seed case, 10 angles × 100 points.
//!
//! `cargo bench -p perf-examples --bench chi_squared` prints it and fails when it is above what the
//! old compiled kernel took. Leave the feature `monitoring` off to measure the kernel alone.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use perf_examples::xpcs::chi_squared::{Scaling, chi_squared_batch};

const ANGLES: usize = 10;
const DATA: usize = 100;
/// What the old compiled kernel took for the same table, ns.
const OLD_KERNEL_NS: f64 = 1400.0;
/// Calls in a batch: some 50 µs, so that reading the clock (45 ns) does not count.
const CALLS: u32 = 200;
/// Batches of which the median is told.
const BATCHES: usize = 501;

fn main() -> ExitCode {
    let theory: Vec<f64> = (0..ANGLES * DATA)
        .map(|k| (k as f64 * 0.01).sin())
        .collect();
    let measured: Vec<f64> = theory.iter().map(|theory| 0.2 * theory + 1.0).collect();
    let scaling = [Scaling {
        contrast: 0.21,
        offset: 0.99,
    }; ANGLES];
    let mut chi2 = [0.0; ANGLES];
    let mut batches_ns: Vec<f64> = (0..BATCHES)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..CALLS {
                let (theory, measured) = (black_box(&theory[..]), black_box(&measured[..]));
                chi_squared_batch(theory, measured, black_box(&scaling), &mut chi2);
                black_box(&mut chi2);
            }
            start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
        })
        .collect();
    batches_ns.sort_by(f64::total_cmp);
    let [low, median, high] = [1, 2, 3].map(|quarter| batches_ns[BATCHES * quarter / 4]);
    println!(
        "chi_squared_batch {ANGLES} x {DATA}: median {median:.0} ns a call (quartiles {low:.0} and \
         {high:.0}), old kernel {OLD_KERNEL_NS:.0} ns"
    );
    if median <= OLD_KERNEL_NS {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
