//! Pairs of figures from the same minutes → a ratio with its interval, and what it means.

use std::collections::BTreeMap;

use perf_runtime::baseline::{Figure, Key};
use perf_runtime::budget::Estimate;
use perf_runtime::site::{Metric, Statistic};
use perf_runtime::stats::order::ranks;
use perf_runtime::unit::Unit;
use serde::Serialize;

/// What became of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Effect {
    Worse,
    Undecided,
    Better,
    Same,
}

/// One figure of both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Finding {
    pub(crate) site: String,
    pub(crate) context: String,
    pub(crate) metric: Metric,
    pub(crate) statistic: Statistic,
    pub(crate) unit: Unit,
    /// Medians over the rounds.
    pub(crate) before: f64,
    pub(crate) after: f64,
    /// After against before, with the interval of the median over the rounds; absent where before is zero.
    pub(crate) ratio: Option<Estimate>,
    /// Rounds in which both sides have the figure.
    pub(crate) rounds: usize,
    pub(crate) effect: Effect,
    /// Why, in one sentence; empty for `Same`.
    pub(crate) reason: String,
}

/// Where code lies in memory moves its time by up to 9 %, and two builds differ in that: below this share time alone proves
/// nothing.
const LAYOUT: f64 = 0.10;

/// Chance of an interval that misses the median of the ratios.
const ALPHA: f64 = 0.05;

/// Sets the figures of both sides against each other, round by round; the worst first. `threshold` is the share by which a
/// figure must move to count.
pub(crate) fn effects(
    before: &[Vec<Figure>],
    after: &[Vec<Figure>],
    threshold: f64,
) -> Vec<Finding> {
    let (before, after) = (series(before), series(after));
    let mut findings: Vec<Finding> = before
        .iter()
        .filter_map(|(key, before)| finding(key, before, after.get(key)?, threshold))
        .collect();
    let instructions: BTreeMap<(String, String), f64> = findings
        .iter()
        .filter(|finding| finding.metric == Metric::Instructions)
        .filter_map(|finding| {
            let place = (finding.site.clone(), finding.context.clone());
            Some((place, finding.ratio?.value))
        })
        .collect();
    for finding in &mut findings {
        let place = (finding.site.clone(), finding.context.clone());
        confirm(finding, instructions.get(&place).copied(), threshold);
    }
    findings.sort_by_key(|finding| finding.effect);
    findings
}

/// A figure's value in each round that has one.
struct Series {
    unit: Unit,
    rounds: BTreeMap<usize, f64>,
}

fn series(rounds: &[Vec<Figure>]) -> BTreeMap<Key, Series> {
    let mut all: BTreeMap<Key, Series> = BTreeMap::new();
    for (round, figures) in rounds.iter().enumerate() {
        for figure in figures {
            let series = all.entry(figure.key()).or_insert_with(|| Series {
                unit: figure.unit,
                rounds: BTreeMap::new(),
            });
            let value = series.rounds.entry(round).or_insert(0.0);
            *value = value.max(figure.measured.value);
        }
    }
    all
}

fn finding(key: &Key, before: &Series, after: &Series, threshold: f64) -> Option<Finding> {
    let pairs: Vec<(f64, f64)> = before
        .rounds
        .iter()
        .filter_map(|(round, before)| Some((*before, *after.rounds.get(round)?)))
        .collect();
    let middle = |values: Vec<f64>| -> Option<f64> {
        let mut values = values;
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let (old, new) = (
        middle(pairs.iter().map(|pair| pair.0).collect())?,
        middle(pairs.iter().map(|pair| pair.1).collect())?,
    );
    let is_time = matches!(key.metric, Metric::Time | Metric::Cpu | Metric::Busy);
    let ratio = ratio(&pairs, is_time);
    let (effect, reason) = match ratio {
        Some(ratio) if is_time => of_time(ratio, pairs.len(), threshold),
        _ => of_count(old, new, threshold),
    };
    Some(Finding {
        site: key.site.clone(),
        context: key.context.clone(),
        metric: key.metric,
        statistic: key.statistic,
        unit: after.unit,
        before: old,
        after: new,
        ratio,
        rounds: pairs.len(),
        effect,
        reason,
    })
}

/// The median of the pairs' ratios; its interval is exact for counts, which do not vary by chance.
fn ratio(pairs: &[(f64, f64)], is_time: bool) -> Option<Estimate> {
    let mut ratios: Vec<f64> = pairs
        .iter()
        .filter(|(before, _)| *before > 0.0)
        .map(|(before, after)| after / before)
        .collect();
    ratios.sort_by(f64::total_cmp);
    let value = *ratios.get(ratios.len() / 2)?;
    if !is_time {
        return Some(Estimate::exact(value));
    }
    let at = |rank: u64| ratios[usize::try_from(rank).unwrap_or(0).min(ratios.len() - 1)];
    let (low, high) = match ranks(ratios.len() as u64, 0.5, ALPHA) {
        Some((low, high)) => (at(low), at(high)),
        None => (0.0, f64::MAX),
    };
    Some(Estimate { low, value, high })
}

fn of_time(ratio: Estimate, rounds: usize, threshold: f64) -> (Effect, String) {
    let margin = 1.0 + threshold.max(LAYOUT);
    if ratio.high == f64::MAX {
        let reason = format!("{rounds} rounds have no interval: 6 would");
        (Effect::Undecided, reason)
    } else if ratio.low > margin {
        (Effect::Worse, "the whole interval is above".to_owned())
    } else if ratio.high * margin < 1.0 {
        (Effect::Better, "the whole interval is below".to_owned())
    } else if ratio.low * margin >= 1.0 && ratio.high <= margin {
        (Effect::Same, String::new())
    } else {
        (
            Effect::Undecided,
            "the interval is too wide: more rounds would decide".to_owned(),
        )
    }
}

fn of_count(before: f64, after: f64, threshold: f64) -> (Effect, String) {
    if after > before * (1.0 + threshold) {
        (Effect::Worse, "counted".to_owned())
    } else if after * (1.0 + threshold) < before {
        (Effect::Better, "counted".to_owned())
    } else {
        (Effect::Same, String::new())
    }
}

/// Time and instructions that move together are no matter of layout; instructions alone are more work, not slower.
fn confirm(finding: &mut Finding, instructions: Option<f64>, threshold: f64) {
    let Some(instructions) = instructions else {
        return;
    };
    let half = 1.0 + threshold / 2.0;
    match (finding.metric, finding.ratio) {
        (Metric::Instructions, _) if finding.effect == Effect::Worse => {
            finding.effect = Effect::Same;
            finding.reason = "more work; see the time beside it".to_owned();
        }
        (Metric::Time, Some(ratio)) if finding.effect != Effect::Worse => {
            if ratio.low > half && instructions > 1.0 + threshold {
                finding.effect = Effect::Worse;
                finding.reason = "time and instructions grew together".to_owned();
            } else if ratio.high * half < 1.0 && instructions * (1.0 + threshold) < 1.0 {
                finding.effect = Effect::Better;
                finding.reason = "time and instructions shrank together".to_owned();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::show::line;
    use super::*;

    fn figure(metric: Metric, value: f64) -> Figure {
        Figure {
            site: "k::f".to_owned(),
            context: "tests::f".to_owned(),
            metric,
            statistic: Statistic::Median,
            unit: Unit::Nanoseconds,
            samples: 100,
            cancelled: true,
            measured: Estimate::exact(value),
        }
    }

    /// Ten rounds in which the machine's speed wanders by 40 % and each figure by 1 % beyond that.
    fn times(factor: f64) -> Vec<Vec<Figure>> {
        let wander = [1.0, 1.3, 1.1, 1.4, 1.2, 1.05, 1.35, 1.0, 1.25, 1.15];
        let rounds = wander.iter().enumerate();
        rounds
            .map(|(i, speed)| {
                let noise = 1.0 + 0.01 * ((i * 7 % 5) as f64 / 4.0 - 0.5);
                vec![figure(Metric::Time, 1000.0 * speed * noise * factor)]
            })
            .collect()
    }

    fn effect(factor: f64) -> Effect {
        effects(&times(1.0), &times(factor), 0.10)[0].effect
    }

    #[test]
    fn a_wandering_machine_hides_nothing_and_feigns_nothing() {
        assert_eq!(effect(1.0), Effect::Same);
        assert_eq!(effect(1.05), Effect::Same);
        assert_eq!(effect(1.3), Effect::Worse);
        assert_eq!(effect(0.7), Effect::Better);
    }

    #[test]
    fn few_rounds_decide_nothing() {
        let few = |factor: f64| times(factor)[..3].to_vec();
        assert_eq!(
            effects(&few(1.0), &few(2.0), 0.1)[0].effect,
            Effect::Undecided
        );
    }

    #[test]
    fn instructions_confirm_a_small_slow_down() {
        let with = |factor: f64| {
            let mut rounds = times(factor);
            for round in &mut rounds {
                round.push(figure(Metric::Instructions, 5000.0 * factor));
            }
            rounds
        };
        let found = effects(&with(1.0), &with(1.08), 0.05);
        assert_eq!(found[0].metric, Metric::Time);
        assert_eq!(found[0].effect, Effect::Worse, "{found:?}");
        assert_eq!(found[1].effect, Effect::Same);
        assert_eq!(
            effects(&times(1.0), &times(1.08), 0.05)[0].effect,
            Effect::Same
        );
    }

    #[test]
    fn counts_are_exact_and_zero_has_no_ratio() {
        let counts = |value| vec![vec![figure(Metric::Allocations, value)]];
        let found = effects(&counts(0.0), &counts(3.0), 0.1);
        assert_eq!((found[0].effect, found[0].ratio), (Effect::Worse, None));
        assert!(line(&found[0]).ends_with("no longer zero"));
        let found = effects(&counts(0.0), &counts(0.0), 0.1);
        assert_eq!((found[0].effect, found[0].ratio), (Effect::Same, None));
        assert!(line(&found[0]).ends_with("still zero"));
        assert_eq!(
            effects(&counts(3.0), &counts(3.0), 0.1)[0].effect,
            Effect::Same
        );
    }
}
