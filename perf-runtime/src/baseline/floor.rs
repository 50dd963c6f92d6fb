//! What an accept writes: the new figures, and of two times that do not differ the lower.

use std::collections::BTreeMap;

use super::compare::{Circumstances, compare};
use super::evidence::Trend;
use super::figure::{Figure, Key};

/// The figures after `now` was accepted for every key that `wanted` names. What was accepted and is not measured now stays:
/// a run of some tests says nothing of the others.
///
/// A time that is not provably different keeps the lower of both figures: re-recorded under noise again and again, a
/// baseline would otherwise creep upward.
#[must_use]
pub fn accepted(
    before: &[Figure],
    now: &[Figure],
    circumstances: &Circumstances,
    wanted: impl Fn(&Key) -> bool,
) -> Vec<Figure> {
    let mut figures: BTreeMap<Key, Figure> = before
        .iter()
        .map(|figure| (figure.key(), figure.clone()))
        .collect();
    let undecided: BTreeMap<Key, Trend> = compare(before, now, circumstances)
        .into_iter()
        .map(|difference| {
            let key = Key {
                site: difference.site,
                context: difference.context,
                metric: difference.metric,
                statistic: difference.statistic,
            };
            (key, difference.trend)
        })
        .collect();
    for figure in now {
        let key = figure.key();
        if !wanted(&key) {
            continue;
        }
        let same = figure.is_time() && undecided.get(&key) == Some(&Trend::Same);
        let lower = figures
            .get(&key)
            .is_some_and(|known| known.measured.value <= figure.measured.value);
        if !(same && lower) {
            figures.insert(key, figure.clone());
        }
    }
    figures.into_values().collect()
}
