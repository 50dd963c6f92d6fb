//! What an attribute declares: a limit on one statistic of one metric, checked while the user's crate compiles.

/// What a limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "monitoring", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "monitoring", serde(rename_all = "snake_case"))]
pub enum Metric {
    /// Elapsed time without run-queue wait: `max(CPU time, wall − run-queue wait)`, in nanoseconds.
    Time,
    /// CPU time of the calling thread, in nanoseconds.
    Cpu,
    /// Time a future spent being polled, in nanoseconds.
    Busy,
    /// Retired user instructions.
    Instructions,
    /// Heap allocations.
    Allocations,
    /// Bytes allocated on the heap.
    AllocatedBytes,
    /// Live heap above the level at entry, in bytes.
    PeakBytes,
    /// Resident set of the process while a workflow is open, in bytes.
    ResidentBytes,
    /// Calls within one run of the enclosing workflow.
    Calls,
    /// How time grows with the size of a call, as a place among the models.
    Growth,
}

/// Which figure of the calls a limit speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "monitoring", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "monitoring", serde(rename_all = "snake_case"))]
pub enum Statistic {
    /// The typical call.
    Median,
    /// 95 of 100 calls are below it.
    P95,
    /// 99 of 100 calls are below it.
    P99,
    /// No call is above it.
    Maximum,
}

/// A declared limit, in the base unit of its metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// What is limited.
    pub metric: Metric,
    /// Which figure of the calls is limited.
    pub statistic: Statistic,
    /// The limit in the metric's base unit: nanoseconds, bytes, or a count.
    pub value: f64,
    /// The attribute's key, as written: `max_ms`.
    pub key: &'static str,
    /// The value's source text, as written: `LIMIT_MS`.
    pub written: &'static str,
}

/// No figure is kept in more than 64 bits: 584 years in nanoseconds, 16 exbibytes.
const LARGEST: f64 = u64::MAX as f64;

/// A limit of `value × factor`, refused while compiling when it cannot be a limit.
///
/// # Panics
///
/// At compile time: when `value` is not finite, is negative, is zero for a metric that cannot be zero, is no whole number
/// for a metric that counts, or does not fit 64 bits in the base unit.
#[must_use]
pub const fn limit(
    metric: Metric,
    statistic: Statistic,
    factor: f64,
    key: &'static str,
    value: f64,
    written: &'static str,
) -> Limit {
    assert!(value.is_finite(), "a limit must be a finite number");
    assert!(value >= 0.0, "a limit must not be negative");
    let may_be_zero = matches!(
        metric,
        Metric::Allocations
            | Metric::AllocatedBytes
            | Metric::PeakBytes
            | Metric::Calls
            // Not to grow at all.
            | Metric::Growth
    );
    assert!(
        value > 0.0 || may_be_zero,
        "a limit of zero cannot be kept: every call takes time"
    );
    let scaled = value * factor;
    assert!(
        scaled <= LARGEST,
        "a limit must fit 64 bits as nanoseconds, bytes or a count"
    );
    let counts = matches!(
        metric,
        Metric::Allocations | Metric::Instructions | Metric::Calls
    );
    let whole = scaled as u64 as f64;
    assert!(
        !counts || scaled == whole,
        "a limit on what is counted must be a whole number"
    );
    Limit {
        metric,
        statistic,
        value: scaled,
        key,
        written,
    }
}

/// Who a budget belongs to and how its excess is graded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Identity {
    /// The name given in the attribute, or empty.
    pub label: &'static str,
    /// The owner given in the attribute, or empty.
    pub owner: &'static str,
    /// The tags given in the attribute.
    pub tags: &'static [&'static str],
    /// From this many percent over its limit a verdict is a warning.
    pub warning_percent: f64,
    /// From more than this many percent over its limit a verdict is critical.
    pub critical_percent: f64,
}

impl Identity {
    /// The identity that an attribute spells out.
    #[must_use]
    pub const fn new(
        label: &'static str,
        owner: &'static str,
        tags: &'static [&'static str],
        warning_percent: f64,
        critical_percent: f64,
    ) -> Self {
        Self {
            label,
            owner,
            tags,
            warning_percent,
            critical_percent,
        }
    }
}

/// Refuses, while compiling, limits that contradict each other.
///
/// # Panics
///
/// At compile time: when a tail limit is below the limit on the typical call, when busy or CPU time may exceed the
/// elapsed time it is part of, or when the severity bounds are out of order.
pub const fn check(limits: &[Limit], identity: &Identity) {
    in_order(identity.warning_percent, identity.critical_percent);
    let mut i = 0;
    while i < limits.len() {
        let mut j = 0;
        while j < limits.len() {
            agree(&limits[i], &limits[j]);
            j += 1;
        }
        i += 1;
    }
}

/// Refuses, while compiling, severity bounds that are out of order.
///
/// # Panics
///
/// At compile time: unless `0 ≤ warning_percent < critical_percent`.
pub const fn in_order(warning_percent: f64, critical_percent: f64) {
    assert!(
        warning_percent >= 0.0 && warning_percent < critical_percent,
        "`warning_percent` must be at least 0 and below `critical_percent`"
    );
}

/// Refuses, while compiling, a pair of limits of which `low` is about a part, or a smaller statistic, of what `high` is
/// about.
///
/// # Panics
///
/// At compile time: when they contradict each other.
pub const fn agree(low: &Limit, high: &Limit) {
    if low.metric as u8 == high.metric as u8 && (low.statistic as u8) < (high.statistic as u8) {
        assert!(
            low.value <= high.value,
            "the limit on the tail is below the limit on the typical call: it can never be the one that is broken"
        );
    }
    let same_statistic = low.statistic as u8 == high.statistic as u8;
    if same_statistic && matches!(low.metric, Metric::Busy) && matches!(high.metric, Metric::Time) {
        assert!(
            low.value <= high.value,
            "the limit on busy time is above the limit on elapsed time, which contains it"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Identity = Identity::new("", "", &[], 10.0, 50.0);

    fn time(statistic: Statistic, value: f64) -> Limit {
        limit(Metric::Time, statistic, 1e6, "max_ms", value, "")
    }

    #[test]
    fn limits_are_kept_in_base_units() {
        assert_eq!(time(Statistic::Median, 2.0).value, 2e6);
        check(
            &[time(Statistic::Median, 1.0), time(Statistic::P99, 2.0)],
            &PLAIN,
        );
    }

    #[test]
    #[should_panic(expected = "tail")]
    fn a_tail_limit_below_the_median_limit_is_refused() {
        check(
            &[time(Statistic::Median, 2.0), time(Statistic::P99, 1.0)],
            &PLAIN,
        );
    }

    #[test]
    #[should_panic(expected = "whole")]
    fn half_an_allocation_is_refused() {
        let _ = limit(
            Metric::Allocations,
            Statistic::Maximum,
            1.0,
            "max_allocs",
            0.5,
            "",
        );
    }

    #[test]
    #[should_panic(expected = "64 bits")]
    fn a_limit_beyond_every_clock_is_refused() {
        let _ = time(Statistic::Median, 1e300);
    }

    #[test]
    #[should_panic(expected = "zero")]
    fn a_time_limit_of_zero_is_refused() {
        let _ = time(Statistic::Median, 0.0);
    }

    #[test]
    #[should_panic(expected = "warning_percent")]
    fn severity_bounds_out_of_order_are_refused() {
        check(&[], &Identity::new("", "", &[], 60.0, 50.0));
    }
}
