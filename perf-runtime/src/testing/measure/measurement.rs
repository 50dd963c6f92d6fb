//! What one measurement found: the interval, where it stands, and the noise that was seen.

use serde::{Deserialize, Serialize};

use super::beside::Beside;
use super::series::{Series, View};
use super::speed::Speed;
use super::sums::Sums;
use crate::stats::{Estimate, order};

/// Where the interval of a measurement lies relative to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// The whole interval is below the limit.
    Below,
    /// The whole interval is above the limit.
    Above,
    /// The limit lies inside the interval.
    Undecided,
    /// Too few samples for an interval.
    TooFew,
    /// No batch reached the subject, or none could be read.
    Unreached,
}

/// Everything that one measurement found; times are per call, in nanoseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Where the interval lies relative to the limit.
    pub standing: Standing,
    /// Median at the machine's usual speed with its interval; both ends are the extremes when samples were too few.
    pub estimate: Option<Estimate>,
    /// Raw wall time: lower quartile, median, upper quartile.
    pub wall: Option<Estimate>,
    /// Samples (batches) that decided.
    pub samples: u64,
    /// All samples, disturbed ones too.
    pub all_samples: u64,
    /// Samples that were preempted, or during which the core's speed changed.
    pub disturbed: u64,
    /// Batches that never reached the subject.
    pub discarded: u64,
    /// Calls in all batches.
    pub calls: u64,
    /// Part of the deciding samples at or below the limit.
    pub share_under_limit: f64,
    /// Median at the usual speed without all that a crowd on the core may have added; absent without samples.
    pub least_ns: Option<f64>,
    /// The deciding samples had the core to themselves.
    pub alone: bool,
    /// How far the fast deciding samples are below their median, as a part of it (see [`lower_spread`](order::lower_spread)).
    pub spread: f64,
    /// Calls of the typical batch.
    pub calls_per_batch: f64,
    /// The part of its time that the typical deciding batch computed; the rest it slept or waited.
    pub core_share: f64,
    /// Preemptions of the typical deciding batch.
    pub involuntary_per_batch: f64,
    /// Preemptions during all batches.
    pub involuntary: u64,
    /// Time that the batches waited for a processor; absent where that cannot be read.
    pub wait_ns: Option<f64>,
    /// Time that the hypervisor took during the measurement; absent where that cannot be read.
    pub stolen_ns: Option<u64>,
    /// Speed of the machine by the reference spin.
    pub speed: Speed,
    /// Retired user instructions of a call; absent where they cannot be counted.
    pub instructions: Option<f64>,
    /// Core cycles of a call in user code; absent where they cannot be counted.
    pub cycles: Option<f64>,
    /// The memory reference beside calls, after a measurement above its limit.
    pub beside: Vec<Beside>,
    /// Cache lines that a call fetches at most from beyond the core's own caches, after a measurement above its limit;
    /// absent when there is no telling.
    pub fetched_lines: Option<f64>,
    /// Wall time of the whole measurement, warm-up included.
    pub took_ns: f64,
    /// Probes that could not be read: what, and why.
    pub unavailable: Vec<String>,
}

impl Measurement {
    /// The figures of the samples; speed, noise of the machine and probes are the caller's to fill in.
    pub(super) fn described(view: Option<View>, series: &Series, sums: &Sums) -> Self {
        let sorted = view.as_ref().map_or(&[][..], |view| &view.sorted);
        let standing = view
            .as_ref()
            .map_or(Standing::Unreached, |view| view.standing);
        Self {
            standing,
            estimate: view.as_ref().map(|view| view.estimate),
            wall: series.wall(),
            samples: sorted.len() as u64,
            all_samples: series.len(),
            disturbed: series.disturbed(),
            discarded: sums.discarded,
            calls: sums.calls,
            share_under_limit: view.as_ref().map_or(0.0, |view| view.share_under_limit),
            least_ns: order::median(sorted),
            alone: view.as_ref().is_some_and(|view| view.alone),
            spread: order::lower_spread(sorted).unwrap_or(0.0),
            calls_per_batch: view.as_ref().map_or(0.0, |view| view.calls),
            core_share: view.as_ref().map_or(1.0, |view| view.core_share),
            involuntary_per_batch: view.as_ref().map_or(0.0, |view| view.involuntary),
            involuntary: sums.involuntary,
            wait_ns: sums.wait_ns,
            stolen_ns: None,
            speed: Speed::default(),
            instructions: sums.per_call(|counts| counts.instructions),
            cycles: sums.per_call(|counts| counts.cycles),
            beside: Vec::new(),
            fetched_lines: None,
            took_ns: 0.0,
            unavailable: Vec::new(),
        }
    }
}
