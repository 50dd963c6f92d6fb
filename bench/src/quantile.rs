//! How far a quantile read off the histogram can be from the value it stands for, over all durations that matter.

use perf_runtime::clock::Scale;

use crate::row::Row;

/// The runtime's own file: the buckets are no public part of it.
#[path = "../../perf-runtime/src/guard/bucket.rs"]
mod bucket;

const HOUR_NS: f64 = 3.6e12;

pub(crate) fn rows() -> Vec<Row> {
    let scale = Scale::exact();
    let mut worst = 0.0_f64;
    let mut ns = 1.0;
    while ns <= HOUR_NS {
        let ticks = scale.ticks(ns).max(1);
        let (page, bucket) = bucket::of(ticks);
        let error = (bucket::middle(page, bucket) - ticks as f64).abs() / ticks as f64;
        worst = worst.max(error);
        ns *= 1.000_07;
    }
    vec![Row::at_most(
        "quantile error of the histogram, 1 ns to 1 h",
        worst * 100.0,
        1.0,
        "% of the value",
    )]
}
