//! Two lists of figures against each other: pairs, and what has no partner.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evidence::{Judgement, Trend, judge};
use super::figure::{Figure, Key, is_time};
use crate::budget::Estimate;
use crate::site::{Metric, Statistic};
use crate::unit::Unit;

/// What the two runs have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstances {
    /// Why times cannot be compared: another machine, another optimisation level; `None` where they can.
    pub times_differ: Option<String>,
    /// By how many percent a figure may grow.
    pub tolerance_percent: f64,
    /// The same for functions that say so themselves, by their printed names.
    pub own_tolerance_percent: BTreeMap<String, f64>,
}

impl Circumstances {
    /// By how many percent a figure of this function may grow.
    #[must_use]
    pub fn tolerance_percent_of(&self, site: &str) -> f64 {
        let own = self.own_tolerance_percent.get(site);
        own.copied().unwrap_or(self.tolerance_percent)
    }
}

/// What became of one figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The site's printed name.
    pub site: String,
    /// The test or workload.
    pub context: String,
    /// What was measured.
    pub metric: Metric,
    /// Which figure of it.
    pub statistic: Statistic,
    /// The unit of both figures.
    pub unit: Unit,
    /// The accepted figure.
    pub before: Option<Estimate>,
    /// The figure of this run.
    pub now: Option<Estimate>,
    /// By how many percent it grew; absent where there is nothing to set it against.
    pub percent: Option<f64>,
    /// What that means.
    pub trend: Trend,
    /// Why, in one sentence; empty for `Same`.
    pub reason: String,
}

/// Sets every figure against its accepted one, the worst first.
#[must_use]
pub fn compare(
    accepted: &[Figure],
    now: &[Figure],
    circumstances: &Circumstances,
) -> Vec<Difference> {
    let mut pairs: BTreeMap<Key, (Option<&Figure>, Option<&Figure>)> = BTreeMap::new();
    for figure in accepted {
        pairs.entry(figure.key()).or_default().0 = Some(figure);
    }
    for figure in now {
        pairs.entry(figure.key()).or_default().1 = Some(figure);
    }
    let mut differences: Vec<Difference> = pairs
        .into_iter()
        .filter_map(|(key, (before, after))| difference(key, before, after, circumstances))
        .collect();
    weigh_instructions(&mut differences, circumstances);
    // Stable: within a trend the order of the keys remains.
    differences.sort_by_key(|difference| difference.trend);
    differences
}

fn difference(
    key: Key,
    before: Option<&Figure>,
    after: Option<&Figure>,
    circumstances: &Circumstances,
) -> Option<Difference> {
    let Judgement { trend, reason } = match (before, after) {
        (Some(before), Some(after)) => match (&circumstances.times_differ, before.is_time()) {
            (Some(why), true) => Judgement::new(Trend::NotComparable, why.clone()),
            _ => judge(
                before,
                after,
                circumstances.tolerance_percent_of(&key.site) / 100.0,
            ),
        },
        (None, Some(_)) => Judgement::new(Trend::New, "not accepted yet"),
        (Some(_), None) => Judgement::new(Trend::Gone, "not measured in this run"),
        (None, None) => return None,
    };
    let percent = match (before, after) {
        // A way to grow is a place among others: it has no percent.
        (Some(before), Some(after))
            if before.measured.value > 0.0 && before.unit != Unit::Growth =>
        {
            Some((after.measured.value / before.measured.value - 1.0) * 100.0)
        }
        _ => None,
    };
    Some(Difference {
        site: key.site,
        context: key.context,
        metric: key.metric,
        statistic: key.statistic,
        unit: after.or(before)?.unit,
        before: before.map(|figure| figure.measured),
        now: after.map(|figure| figure.measured),
        percent,
        trend,
        reason,
    })
}

/// More instructions alone are more work and not slower here; with a time up by half of the tolerance beside them, both
/// signals agree, and neither layout nor a drifting speed explains that.
fn weigh_instructions(differences: &mut [Difference], circumstances: &Circumstances) {
    let tolerance = |d: &Difference| circumstances.tolerance_percent_of(&d.site);
    let slower: Vec<(String, String)> = differences
        .iter()
        .filter(|d| is_time(d.metric) && d.trend != Trend::NotComparable)
        .filter(|d| d.percent > Some(tolerance(d) / 2.0))
        .map(|d| (d.site.clone(), d.context.clone()))
        .collect();
    for difference in differences {
        if difference.metric != Metric::Instructions || difference.trend != Trend::Worse {
            continue;
        }
        let confirmed = slower
            .iter()
            .any(|(site, context)| *site == difference.site && *context == difference.context);
        if confirmed && difference.percent > Some(tolerance(difference)) {
            difference.reason.push_str(", and the time grew with it");
        } else {
            difference.trend = Trend::MoreWork;
            difference.reason.push_str(": more work, not slower here");
        }
    }
}
