//! A measured figure that can be kept: what it is about, its interval, and whether the machine's speed is in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::budget::{Estimate, Verdict};
use crate::site::{Metric, Statistic};
use crate::unit::Unit;

/// A figure of one function in one test or workload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The site's printed name.
    pub site: String,
    /// The test or workload.
    pub context: String,
    /// What was measured.
    pub metric: Metric,
    /// Which figure of it.
    pub statistic: Statistic,
    /// The unit of `measured`.
    pub unit: Unit,
    /// Samples that it rests on.
    pub samples: u64,
    /// Whether the machine's speed of the moment was cancelled by a reference.
    pub cancelled: bool,
    /// The value with its interval.
    #[serde(flatten)]
    pub measured: Estimate,
}

/// What makes two figures figures of the same thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The site's printed name.
    pub site: String,
    /// The test or workload.
    pub context: String,
    /// What was measured.
    pub metric: Metric,
    /// Which figure of it.
    pub statistic: Statistic,
}

impl Figure {
    /// What the figure is about.
    #[must_use]
    pub fn key(&self) -> Key {
        Key {
            site: self.site.clone(),
            context: self.context.clone(),
            metric: self.metric,
            statistic: self.statistic,
        }
    }

    /// Whether it is a time, which a machine's speed is part of.
    #[must_use]
    pub const fn is_time(&self) -> bool {
        is_time(self.metric)
    }
}

/// Whether a figure of this metric depends on the machine's speed. Resident memory depends on the machine, too, but on
/// its page size and libraries, which are the same wherever the same build runs.
pub(super) const fn is_time(metric: Metric) -> bool {
    matches!(metric, Metric::Time | Metric::Cpu | Metric::Busy)
}

/// The figures that verdicts hold, in the order of their keys. Of two functions with the same printed name the larger
/// figure stands: a comparison must not be better than either.
#[must_use]
pub fn figures(verdicts: &[Verdict]) -> Vec<Figure> {
    let mut figures: BTreeMap<Key, Figure> = BTreeMap::new();
    for verdict in verdicts {
        let Some(measured) = verdict.measured else {
            continue;
        };
        let figure = Figure {
            site: verdict.site.clone(),
            context: verdict.context.clone(),
            metric: verdict.metric,
            statistic: verdict.statistic,
            unit: verdict.limit.unit,
            samples: verdict.evidence.samples,
            cancelled: verdict.evidence.reference_ns.is_some(),
            measured,
        };
        for figure in instructions(verdict, &figure).into_iter().chain([figure]) {
            put(&mut figures, figure);
        }
    }
    figures.into_values().collect()
}

fn put(figures: &mut BTreeMap<Key, Figure>, figure: Figure) {
    match figures.get_mut(&figure.key()) {
        Some(known) if known.measured.value >= figure.measured.value => {}
        Some(known) => *known = figure,
        None => {
            figures.insert(figure.key(), figure);
        }
    }
}

/// The instructions that a workload counted beside the time.
fn instructions(verdict: &Verdict, time: &Figure) -> Option<Figure> {
    let counted = verdict.evidence.instructions?;
    Some(Figure {
        metric: Metric::Instructions,
        statistic: Statistic::Median,
        unit: Unit::Count,
        cancelled: false,
        measured: Estimate::exact(counted),
        ..time.clone()
    })
}
