//! One cell: a subject at a distance from its limit under a noise, and how often each verdict was given.

use perf_runtime::budget::{Outcome, Severity};

use crate::log::Record;
use crate::neighbours::Noise;

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Case {
    pub(crate) noise: Noise,
    pub(crate) subject: &'static str,
    /// Typical time as a part of the limit: 0.9 is healthy, 1.1 is 10 % over.
    pub(crate) load: f64,
}

impl Case {
    /// Whether the subject keeps its limit.
    pub(crate) fn is_healthy(self) -> bool {
        self.load < 1.0
    }
}

/// What the checks said.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) case: Case,
    pub(crate) checks: usize,
    pub(crate) within: usize,
    pub(crate) over: usize,
    /// Of those over, the ones that fail a build by default.
    pub(crate) red: usize,
    pub(crate) inconclusive: usize,
    pub(crate) not_measured: usize,
    /// Times of the checks, in milliseconds.
    pub(crate) took_ms: Vec<f64>,
    /// Checks beside which others were asked.
    pub(crate) compared: usize,
    /// Plain medians of 30 wall times that were above the limit.
    pub(crate) plain_over: usize,
    /// Times that change detection called it slower than a function that just keeps the limit; for a healthy function,
    /// slower than itself before.
    pub(crate) changed: usize,
}

impl Cell {
    pub(crate) fn new(case: Case) -> Self {
        Self {
            case,
            checks: 0,
            within: 0,
            over: 0,
            red: 0,
            inconclusive: 0,
            not_measured: 0,
            took_ms: Vec::new(),
            compared: 0,
            plain_over: 0,
            changed: 0,
        }
    }

    pub(crate) fn add(&mut self, record: &Record) {
        self.checks += 1;
        match record.outcome {
            Outcome::Within => self.within += 1,
            Outcome::Over => self.over += 1,
            Outcome::Inconclusive => self.inconclusive += 1,
            Outcome::NotMeasured => self.not_measured += 1,
        }
        self.red += usize::from(record.severity.is_some_and(|s| s >= Severity::Warning));
        self.took_ms.push(record.took_ms);
        if let Some(others) = record.others {
            self.compared += 1;
            self.plain_over += usize::from(others.plain_over);
            self.changed += usize::from(others.changed);
        }
    }

    /// Whether the subject keeps its limit.
    pub(crate) fn is_healthy(&self) -> bool {
        self.case.is_healthy()
    }
}

/// The middle of some times; `None` without any.
pub(crate) fn median(times: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut times: Vec<f64> = times.into_iter().collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}
