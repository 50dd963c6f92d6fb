//! The change detection of the best-known benchmark crate, criterion 0.5, re-implemented for comparison: a t-test of the
//! means of wall times by bootstrap (p < 0.05), and a relative change whose 95 % interval leaves ± 1 %. Its sampling is
//! shortened: 100 samples of 0.5 ms instead of 5 s.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::subject::{self, Runner};

const SAMPLES: usize = 100;
const SAMPLE: Duration = Duration::from_micros(500);
const WARM_UP: Duration = Duration::from_millis(20);
const RESAMPLES: usize = 1_000;
const SIGNIFICANT: f64 = 0.05;
const NOISE_THRESHOLD: f64 = 0.01;

/// The samples of a subject: nanoseconds of wall time a call.
pub(crate) fn samples_ns(name: &str) -> Vec<f64> {
    let mut timed = Timed(Vec::new());
    subject::run(name, &mut timed);
    timed.0
}

/// Whether `now` is called slower than `before`.
pub(crate) fn is_slower(before: &[f64], now: &[f64]) -> bool {
    let mut random = 0x9E37_79B9_7F4A_7C15;
    let observed = welch_t(now, before);
    let pooled: Vec<f64> = [now, before].concat();
    let as_extreme = (0..RESAMPLES)
        .filter(|_| {
            let (a, b) = (
                drawn(&pooled, now.len(), &mut random),
                drawn(&pooled, before.len(), &mut random),
            );
            welch_t(&a, &b).abs() >= observed.abs()
        })
        .count();
    let mut changes: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let (a, b) = (
                drawn(now, now.len(), &mut random),
                drawn(before, before.len(), &mut random),
            );
            mean(&a) / mean(&b) - 1.0
        })
        .collect();
    changes.sort_by(f64::total_cmp);
    let low = changes[RESAMPLES * 25 / 1_000];
    (as_extreme as f64 / RESAMPLES as f64) < SIGNIFICANT && low > NOISE_THRESHOLD
}

fn welch_t(a: &[f64], b: &[f64]) -> f64 {
    let error = |values: &[f64]| {
        let mean = mean(values);
        let squares = values.iter().map(|value| (value - mean).powi(2));
        squares.sum::<f64>() / (values.len() - 1) as f64 / values.len() as f64
    };
    (mean(a) - mean(b)) / (error(a) + error(b)).sqrt().max(f64::MIN_POSITIVE)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn drawn(values: &[f64], count: usize, random: &mut u64) -> Vec<f64> {
    let mut one = || {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        values[(*random % values.len() as u64) as usize]
    };
    (0..count).map(|_| one()).collect()
}

struct Timed(Vec<f64>);

impl Timed {
    /// `run(n)` runs the subject `n` times and says how long its calls took.
    fn sample(&mut self, mut run: impl FnMut(u64) -> Duration) {
        let (mut calls, mut spent) = (0_u64, Duration::ZERO);
        let start = Instant::now();
        while start.elapsed() < WARM_UP {
            spent += run(1);
            calls += 1;
        }
        let call = spent.as_secs_f64() / calls as f64;
        let calls = (SAMPLE.as_secs_f64() / call).ceil().max(1.0) as u64;
        self.0 = (0..SAMPLES)
            .map(|_| run(calls).as_nanos() as f64 / calls as f64)
            .collect();
    }
}

impl Runner for Timed {
    fn run(&mut self, call: &mut dyn FnMut() -> u64) {
        self.sample(|calls| {
            let start = Instant::now();
            for _ in 0..calls {
                black_box(call());
            }
            start.elapsed()
        });
    }

    fn run_on_copies(&mut self, data: &[u64], call: &mut dyn FnMut(&mut [u64])) {
        self.sample(|calls| {
            let mut copies: Vec<Vec<u64>> = (0..calls).map(|_| data.to_vec()).collect();
            let start = Instant::now();
            for copy in &mut copies {
                call(copy);
            }
            start.elapsed()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::is_slower;

    #[test]
    fn a_clear_change_is_found_and_none_is_found_in_the_same_samples() {
        let samples = |typical: f64| -> Vec<f64> {
            (0..100)
                .map(|i| typical * (1.0 + f64::from(i * 7 % 11) / 1_000.0))
                .collect()
        };
        assert!(is_slower(&samples(100.0), &samples(110.0)));
        assert!(!is_slower(&samples(100.0), &samples(100.0)));
    }
}
