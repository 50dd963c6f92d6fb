//! What the cases of a workload say together: exponents with their intervals, and parallel efficiency.

use std::thread::available_parallelism;

use crate::stats::Estimate;
use crate::stats::growth::{GrowthError, growth};

/// An exponent is taken to be known to so many standard errors.
const ERRORS: f64 = 2.0;

/// How one workload scales.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    /// The workload's path.
    pub workload: String,
    /// Processors that this process may use; 0 when unknown.
    pub cores: usize,
    /// Every size with every number of threads.
    pub cases: Vec<ScalingCase>,
}

/// What one run of a workload takes with one size on one number of threads.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalingCase {
    /// The size.
    pub size: usize,
    /// The number of threads.
    pub threads: usize,
    /// Wall time of the best round, in nanoseconds.
    pub time_ns: f64,
    /// How far the second best round is from it, as a part of it.
    pub spread: f64,
    /// CPU time of all threads, in nanoseconds; absent where the system does not tell.
    pub cpu_ns: Option<f64>,
    /// The largest live heap of the calling thread above the level before, in bytes; absent without a counting allocator.
    pub peak_bytes: Option<u64>,
}

impl ScalingCase {
    /// Two blocks of the same case, one after the other.
    pub(super) fn with(self, other: &Self) -> Self {
        let both = |a: Option<f64>, b: Option<f64>| Some(a? + b?);
        Self {
            time_ns: self.time_ns + other.time_ns,
            spread: self.spread.max(other.spread),
            cpu_ns: both(self.cpu_ns, other.cpu_ns),
            peak_bytes: self.peak_bytes.max(other.peak_bytes),
            ..self
        }
    }
}

/// A cost grows as this power of the size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exponent {
    /// The log-log slope on the upper half of the sizes.
    pub value: f64,
    /// Half of its interval; absent where nothing tells how far it can be off.
    pub half_interval: Option<f64>,
}

impl Scaling {
    pub(super) fn new(workload: String, cases: Vec<ScalingCase>) -> Self {
        Self {
            workload,
            cores: available_parallelism().map_or(0, usize::from),
            cases,
        }
    }

    /// The numbers of threads, ascending.
    #[must_use]
    pub fn threads(&self) -> Vec<usize> {
        let mut threads: Vec<usize> = self.cases.iter().map(|case| case.threads).collect();
        threads.sort_unstable();
        threads.dedup();
        threads
    }

    /// How the time grows with the size on so many threads.
    ///
    /// # Errors
    ///
    /// When the sizes are too few to tell.
    pub fn time_exponent(&self, threads: usize) -> Result<Exponent, GrowthError> {
        self.exponent(threads, |case| Some(case.time_ns), |case| case.spread)
    }

    /// How the live heap grows with the size on so many threads; `None` where it is not counted.
    #[must_use]
    pub fn memory_exponent(&self, threads: usize) -> Option<Exponent> {
        // Counted: there is nothing that a second round would show to be otherwise.
        let bytes = |case: &ScalingCase| case.peak_bytes.map(|bytes| bytes as f64);
        self.exponent(threads, bytes, |_| 0.0).ok()
    }

    fn exponent(
        &self,
        threads: usize,
        cost: impl Fn(&ScalingCase) -> Option<f64>,
        spread: impl Fn(&ScalingCase) -> f64,
    ) -> Result<Exponent, GrowthError> {
        let cases: Vec<&ScalingCase> = (self.cases.iter())
            .filter(|case| case.threads == threads)
            .collect();
        let points: Option<Vec<(f64, f64)>> = (cases.iter())
            .map(|case| Some((case.size as f64, cost(case)?)))
            .collect();
        let growth = growth(&points.ok_or(GrowthError::NoLogarithm)?)?;
        let of_size = |size: f64| {
            let case = cases.iter().find(|case| case.size as f64 == size);
            case.map_or(0.0, |case| spread(case))
        };
        let by_rounds = ERRORS * growth.error(of_size);
        Ok(Exponent {
            value: growth.slope,
            half_interval: growth.scatter.map(|scatter| scatter.max(by_rounds)),
        })
    }

    /// What part of the threads' work is not lost to there being several: the time on the smallest number of threads with
    /// the same size, over the time that this case would take if more threads cost nothing. `None` for that smallest
    /// number itself.
    #[must_use]
    pub fn efficiency(&self, case: &ScalingCase) -> Option<Estimate> {
        let least = (self.cases.iter())
            .filter(|other| other.size == case.size)
            .min_by_key(|other| other.threads)?;
        if least.threads == case.threads {
            return None;
        }
        let work = |case: &ScalingCase| case.time_ns * case.threads as f64;
        let value = work(least) / work(case);
        Some(Estimate {
            low: value / (1.0 + case.spread),
            value,
            high: value * (1.0 + least.spread),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Square in time, linear in memory; two threads bring half of what they could.
    pub(in super::super) fn square() -> Scaling {
        let mut cases = Vec::new();
        for size in [100, 200, 400, 800, 1600, 3200] {
            for threads in [1, 2] {
                let work = (size * size) as f64;
                cases.push(ScalingCase {
                    size,
                    threads,
                    time_ns: if threads == 1 { work } else { work / 1.5 },
                    spread: 0.01,
                    cpu_ns: Some(work),
                    peak_bytes: Some(8 * size as u64),
                });
            }
        }
        Scaling {
            workload: "krate::m::fill".to_owned(),
            cores: 2,
            cases,
        }
    }

    #[test]
    fn exponents_and_efficiencies_are_those_of_the_costs() {
        let scaling = square();
        assert_eq!(scaling.threads(), [1, 2]);
        for threads in [1, 2] {
            let time = scaling.time_exponent(threads).unwrap();
            assert!((time.value - 2.0).abs() < 1e-9, "{time:?}");
            let half = time.half_interval.unwrap();
            assert!(half > 0.0 && half < 0.1, "as far as rounds differ: {half}");
            let memory = scaling.memory_exponent(threads).unwrap();
            assert!((memory.value - 1.0).abs() < 1e-9, "{memory:?}");
        }
        assert_eq!(scaling.efficiency(&scaling.cases[0]), None);
        let efficiency = scaling.efficiency(&scaling.cases[1]).unwrap();
        assert!((efficiency.value - 0.75).abs() < 1e-9);
        assert!(efficiency.low < 0.75 && efficiency.high > 0.75);
    }

    #[test]
    fn few_sizes_have_no_exponent() {
        let mut scaling = square();
        scaling.cases.truncate(6);
        let error = scaling.time_exponent(1).unwrap_err();
        assert_eq!(error, GrowthError::TooFewSizes { found: 3 });
        scaling.cases[0].peak_bytes = None;
        assert_eq!(scaling.memory_exponent(1), None);
    }
}
