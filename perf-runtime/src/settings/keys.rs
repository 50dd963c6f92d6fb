//! The limits that the file may name: `max_ms` means in the file what it means in an attribute.

use crate::site::{Metric, Statistic};

/// Units with their factors to the base unit.
type Units = &'static [(&'static str, f64)];

const TIMES: Units = &[("ns", 1.0), ("us", 1e3), ("ms", 1e6), ("s", 1e9)];
const BYTES: Units = &[("bytes", 1.0), ("kb", 1024.0), ("mb", 1_048_576.0)];
const COUNTS: Units = &[("", 1.0)];

/// The key without its unit, what it limits, and the units it comes in. Growth is missing: it is the same on any machine; and
/// so are shares, which have no unit.
const LIMITS: [(&str, Metric, Statistic, Units); 11] = [
    ("max_", Metric::Time, Statistic::Median, TIMES),
    ("max_p95_", Metric::Time, Statistic::P95, TIMES),
    ("max_p99_", Metric::Time, Statistic::P99, TIMES),
    ("max_cpu_", Metric::Cpu, Statistic::Median, TIMES),
    ("max_busy_", Metric::Busy, Statistic::Median, TIMES),
    (
        "max_instructions",
        Metric::Instructions,
        Statistic::Median,
        COUNTS,
    ),
    (
        "max_allocs",
        Metric::Allocations,
        Statistic::Maximum,
        COUNTS,
    ),
    (
        "max_alloc_",
        Metric::AllocatedBytes,
        Statistic::Maximum,
        BYTES,
    ),
    ("max_peak_", Metric::PeakBytes, Statistic::Maximum, BYTES),
    ("max_rss_", Metric::ResidentBytes, Statistic::Maximum, BYTES),
    ("max_calls", Metric::Calls, Statistic::Maximum, COUNTS),
];

/// What a key limits; how much of it stands beside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Key {
    pub(crate) metric: Metric,
    pub(crate) statistic: Statistic,
    /// From the key's unit to the base unit.
    pub(crate) factor: f64,
}

impl Key {
    /// Whether the limit is a whole number, as in an attribute.
    pub(super) const fn is_whole(&self) -> bool {
        matches!(
            self.metric,
            Metric::Allocations | Metric::Instructions | Metric::Calls
        )
    }

    /// Whether a limit of zero makes sense.
    pub(super) const fn may_be_zero(&self) -> bool {
        matches!(
            self.metric,
            Metric::Allocations | Metric::AllocatedBytes | Metric::PeakBytes | Metric::Calls
        )
    }
}

/// What the key limits; `None` where it is no limit.
pub(super) fn key(name: &str) -> Option<Key> {
    all().find(|(known, _)| known == name).map(|(_, key)| key)
}

/// The keys of limits on some metrics.
pub(super) fn names(of: fn(Metric) -> bool) -> impl Iterator<Item = String> {
    let named = all().filter(move |(_, key)| of(key.metric));
    named.map(|(name, _)| name)
}

fn all() -> impl Iterator<Item = (String, Key)> {
    LIMITS.iter().flat_map(|&(stem, metric, statistic, units)| {
        units.iter().map(move |&(unit, factor)| {
            let key = Key {
                metric,
                statistic,
                factor,
            };
            (format!("{stem}{unit}"), key)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arguments of the attributes, as their own table prints them.
    const ARGUMENTS: &str = include_str!("../../../perf-macros/ARGUMENTS.md");

    #[test]
    fn every_numeric_limit_of_the_attributes_is_a_key() {
        let rows = ARGUMENTS
            .lines()
            .filter(|row| row.contains("| `= number`") && row.starts_with("| `max_"))
            .filter(|row| !row.contains("_percent`"));
        let names = rows.flat_map(|row| {
            let (names, _) = row[1..].split_once('|').unwrap();
            names.split('`').filter(|word| word.starts_with("max_"))
        });
        let names: Vec<&str> = names.collect();
        assert_eq!(names.len(), self::names(|_| true).count(), "{names:?}");
        for name in names {
            assert!(key(name).is_some(), "{name}");
        }
    }

    #[test]
    fn units_are_those_of_the_attributes() {
        let factor = |name| key(name).map(|key| key.factor);
        assert_eq!(factor("max_ms"), Some(1e6));
        assert_eq!(factor("max_p99_us"), Some(1e3));
        assert_eq!(factor("max_rss_mb"), Some(1024.0 * 1024.0));
        assert_eq!(factor("max_allocs"), Some(1.0));
        for none in ["max", "max_", "max_growth", "max_alloc_", "max_p95", "ms"] {
            assert_eq!(factor(none), None, "{none}");
        }
    }
}
