//! One series → its trend.

use perf_runtime::budget::Estimate;
use perf_runtime::site::{Metric, Statistic};
use perf_runtime::stats::change::{Shift, changes, shift};
use perf_runtime::stats::robust::{level, slope};
use perf_runtime::unit::Unit;
use serde::Serialize;

use crate::history::{Point, Series};
use crate::workspace::Commit;

/// What a series says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Trend {
    pub(crate) site: String,
    pub(crate) context: String,
    pub(crate) metric: Metric,
    pub(crate) statistic: Statistic,
    pub(crate) unit: Unit,
    /// The values, oldest first.
    pub(crate) values: Vec<f64>,
    /// Points of other machines, which were left out.
    pub(crate) elsewhere: usize,
    /// The median since the last change.
    pub(crate) level: f64,
    /// Percent of the level by which the figure grows from run to run since the last change, with its 95 % interval;
    /// absent with too few points for an interval.
    pub(crate) slope_percent: Option<Estimate>,
    /// Changes of level, oldest first.
    pub(crate) changes: Vec<Change>,
    /// Whether the last 8 runs differ from the 30 before, by the rule of medians; absent with too few runs.
    pub(crate) recent: Option<Recent>,
}

/// A change of level, and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Change {
    pub(crate) before: f64,
    pub(crate) after: f64,
    /// Absent when the level before was zero.
    pub(crate) percent: Option<f64>,
    /// The first run on the new level.
    pub(crate) at_unix_ms: u64,
    /// Its commit: this one or one since `last_good` brought the change.
    pub(crate) commit: String,
    /// The commit of the run before.
    pub(crate) last_good: String,
    /// Its place among the values.
    pub(crate) at: usize,
    /// Runs from the change to the alarm.
    pub(crate) noticed_after: usize,
}

/// The newest runs against those before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Recent {
    pub(crate) before: f64,
    pub(crate) after: f64,
    pub(crate) significant: bool,
}

/// Fewer points have no slope worth telling.
const LEAST_FOR_SLOPE: usize = 5;

/// Analyses a series; `None` when it has no points.
///
/// Times of other machines than the newest point's are left out: a faster machine is no improvement.
pub(crate) fn analyse(series: Series) -> Option<Trend> {
    let mut trend = levels(series)?;
    let since = trend.changes.last().map_or(0, |change| change.at);
    trend.slope_percent = slope_percent(&trend.values[since..], trend.level);
    Some(trend)
}

/// The same without a slope, which is most of the work: it looks at every pair of points.
pub(crate) fn levels(series: Series) -> Option<Trend> {
    let newest = series.points.last()?.machine.clone();
    let is_time = matches!(series.metric, Metric::Time | Metric::Cpu | Metric::Busy);
    let total = series.points.len();
    let mut points = series.points;
    points.retain(|point| !is_time || point.machine.times_differ(&newest).is_none());
    let values: Vec<f64> = points.iter().map(|point| point.measured.value).collect();
    let found = changes(&values);
    let since = found.last().map_or(0, |change| change.at);
    let present = level(&values[since..])?.centre;
    Some(Trend {
        site: series.site,
        context: series.context,
        metric: series.metric,
        statistic: series.statistic,
        unit: series.unit,
        elsewhere: total - points.len(),
        level: present,
        slope_percent: None,
        changes: found
            .iter()
            .map(|change| Change {
                before: change.before,
                after: change.after,
                percent: (change.before > 0.0)
                    .then(|| (change.after / change.before - 1.0) * 100.0),
                at_unix_ms: points[change.at].at_unix_ms,
                commit: commit(&points[change.at]),
                last_good: commit(&points[change.at - 1]),
                at: change.at,
                noticed_after: change.noticed - change.at + 1,
            })
            .collect(),
        recent: shift(&values).map(
            |Shift {
                 before,
                 after,
                 significant,
             }| Recent {
                before,
                after,
                significant,
            },
        ),
        values,
    })
}

fn slope_percent(values: &[f64], level: f64) -> Option<Estimate> {
    if values.len() < LEAST_FOR_SLOPE || level <= 0.0 {
        return None;
    }
    let points: Vec<(f64, f64)> = values
        .iter()
        .enumerate()
        .map(|(run, value)| (run as f64, *value))
        .collect();
    let slope = slope(&points)?;
    let percent = |value: f64| value / level * 100.0;
    Some(Estimate {
        low: percent(slope.low),
        value: percent(slope.value),
        high: percent(slope.high),
    })
}

fn commit(point: &Point) -> String {
    let commit = Commit {
        hash: point.commit.clone(),
        branch: point.branch.clone(),
        dirty: point.dirty,
    };
    commit.short()
}

impl Trend {
    /// Whether anything changed: a level, or a slope whose whole interval is on one side of zero.
    pub(crate) fn is_moving(&self) -> bool {
        let drifts = self.slope_percent.is_some_and(|slope| {
            (slope.low > 0.0 || slope.high < 0.0)
                && slope.value.abs() * self.values.len() as f64 >= DRIFT_PERCENT
        });
        !self.changes.is_empty() || drifts || self.recent.is_some_and(|recent| recent.significant)
    }
}

/// A slope that adds up to less over all runs is not worth a line.
const DRIFT_PERCENT: f64 = 2.0;
