//! Whether an optimisation that was won stays won: the typical time now against that of an older baseline.

use serde::{Deserialize, Serialize};

use super::evidence::{DRIFT, ENOUGH_SAMPLES, LAYOUT};
use super::figure::Figure;
use crate::budget::{Estimate, Outcome};
use crate::site::{Metric, Statistic};
use crate::unit::{Quantity, Unit};

/// What became of an optimisation in one test or workload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Improvement {
    /// The site's printed name.
    pub site: String,
    /// The test or workload; empty where nothing could be compared.
    pub context: String,
    /// By how many percent the time is below the older one; negative when it is above.
    pub percent: Option<f64>,
    /// Whether it is kept.
    pub outcome: Outcome,
    /// Why, in one sentence; empty for `Within`.
    pub reason: String,
}

/// Sets the typical times of `site` against those of an older baseline, whose time must stay at least `percent` above.
///
/// `since` is absent when there is no such baseline; `times_differ` says why times of the two cannot be compared.
#[must_use]
pub fn improvements(
    site: &str,
    percent: f64,
    since: Option<&[Figure]>,
    now: &[Figure],
    times_differ: Option<&str>,
) -> Vec<Improvement> {
    let open = |outcome, reason: String| {
        vec![Improvement {
            site: site.to_owned(),
            context: String::new(),
            percent: None,
            outcome,
            reason,
        }]
    };
    let Some(since) = since else {
        return open(Outcome::NotMeasured, "there is no such baseline".to_owned());
    };
    if let Some(why) = times_differ {
        let reason = format!("times of different machines do not tell: {why}");
        return open(Outcome::Inconclusive, reason);
    }
    let is_typical = |figure: &&Figure| {
        figure.site == site
            && (figure.metric, figure.statistic) == (Metric::Time, Statistic::Median)
    };
    let kept: Vec<Improvement> = now
        .iter()
        .filter(is_typical)
        .filter_map(|after| {
            let mut older = since.iter().filter(is_typical);
            let before = older.find(|before| before.context == after.context)?;
            Some(judge(before, after, percent))
        })
        .collect();
    if kept.is_empty() {
        let reason = "the baseline and this run have no time of it in the same test or workload";
        return open(Outcome::NotMeasured, reason.to_owned());
    }
    kept
}

fn judge(before: &Figure, after: &Figure, percent: f64) -> Improvement {
    let wanted = 1.0 - percent / 100.0;
    let (old, new) = (before.measured, after.measured);
    let show = |value: f64| Quantity::new(value, Unit::Nanoseconds);
    let (outcome, reason) = if new.value <= old.value * wanted {
        (Outcome::Within, String::new())
    } else if before.samples.min(after.samples) < ENOUGH_SAMPLES {
        let n = before.samples.min(after.samples);
        let reason = format!("{n} samples do not decide: {ENOUGH_SAMPLES} in each run would");
        (Outcome::Inconclusive, reason)
    } else if new.low > old.high * wanted * margin(before, after) {
        let reason = format!(
            "{} was to stay below {} ({percent} % less than {})",
            show(new.value),
            show(old.value * wanted),
            show(old.value)
        );
        (Outcome::Over, reason)
    } else {
        let reason = format!(
            "{} is above {}, by no more than where code lies in memory and the processor's drift explain",
            show(new.value),
            show(old.value * wanted)
        );
        (Outcome::Inconclusive, reason)
    };
    Improvement {
        site: after.site.clone(),
        context: after.context.clone(),
        percent: share(old, new),
        outcome,
        reason,
    }
}

/// By which factor a time may be too long before it proves anything.
fn margin(before: &Figure, after: &Figure) -> f64 {
    let cancelled = before.cancelled && after.cancelled;
    (1.0 + LAYOUT) * if cancelled { 1.0 } else { 1.0 + DRIFT }
}

fn share(old: Estimate, new: Estimate) -> Option<f64> {
    (old.value > 0.0).then(|| (1.0 - new.value / old.value) * 100.0)
}
