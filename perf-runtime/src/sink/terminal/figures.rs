//! Figures as a person reads them: a value with its interval, a limit with its metric, an excess.

use crate::budget::Estimate;
use crate::site::{Metric, Statistic};
use crate::unit::{Quantity, Unit};

/// `2.31 [2.25–2.38] ms`, or `3` for what is exact; units are repeated where they differ.
pub(super) fn measured(estimate: &Estimate, unit: Unit) -> String {
    let show = |value| Quantity::new(value, unit).to_string();
    let (low, value, high) = (
        show(estimate.low),
        show(estimate.value),
        show(estimate.high),
    );
    if low == value && value == high {
        return value;
    }
    match (
        low.split_once(' '),
        value.split_once(' '),
        high.split_once(' '),
    ) {
        (Some((low, a)), Some((value, b)), Some((high, c))) if a == b && b == c => {
            format!("{value} [{low}–{high}] {a}")
        }
        _ => format!("{value} [{low}–{high}]"),
    }
}

/// A limit with what it is on, where that is not the time of a typical call: `2.00 ms`, `p95 3.00 ms`, `0 allocs`.
pub(super) fn limit(limit: Quantity, metric: Metric, statistic: Statistic) -> String {
    let figure = match statistic {
        Statistic::Median => limit.to_string(),
        Statistic::P95 => format!("p95 {limit}"),
        Statistic::P99 => format!("p99 {limit}"),
        Statistic::Maximum if matches!(metric, Metric::Time | Metric::Cpu | Metric::Busy) => {
            format!("max {limit}")
        }
        Statistic::Maximum => limit.to_string(),
    };
    match metric {
        Metric::Time => figure,
        Metric::Cpu => format!("CPU {figure}"),
        Metric::Busy => format!("busy {figure}"),
        Metric::Instructions => format!("{figure} instr."),
        Metric::Allocations => counted(&figure, "alloc"),
        Metric::AllocatedBytes => format!("alloc {figure}"),
        Metric::PeakBytes => format!("peak {figure}"),
        Metric::ResidentBytes => format!("RSS {figure}"),
        Metric::Calls => counted(&figure, "call"),
        Metric::Growth => format!("grows as {figure}"),
    }
}

/// `1 alloc`, `2 allocs`.
fn counted(figure: &str, word: &str) -> String {
    let end = if figure == "1" { "" } else { "s" };
    format!("{figure} {word}{end}")
}

/// `+12.5 %`, from a thousand percent up as a multiple of the limit.
pub(super) fn over(percent: f64) -> String {
    /// From here on a multiple is easier to grasp.
    const AS_MULTIPLE: f64 = 1000.0;
    if percent >= AS_MULTIPLE {
        let times = percent / 100.0 + 1.0;
        if times < 1e6 {
            return format!("×{times:.0}");
        }
        return format!("×{times:.0e}");
    }
    let decimals = usize::from(percent < 100.0);
    format!("+{percent:.decimals$} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(low: f64, value: f64, high: f64) -> String {
        measured(&Estimate { low, value, high }, Unit::Nanoseconds)
    }

    #[test]
    fn intervals_share_their_unit_where_they_can() {
        assert_eq!(time(2.25e6, 2.31e6, 2.38e6), "2.31 [2.25–2.38] ms");
        assert_eq!(time(0.98e6, 1.0e6, 1.02e6), "1.00 ms [980 µs–1.02 ms]");
        assert_eq!(measured(&Estimate::exact(3.0), Unit::Count), "3");
        assert_eq!(time(2e6, 2e6, 2e6), "2.00 ms");
    }

    #[test]
    fn limits_say_what_they_are_on() {
        let ms = Quantity::new(2e6, Unit::Nanoseconds);
        assert_eq!(limit(ms, Metric::Time, Statistic::Median), "2.00 ms");
        assert_eq!(limit(ms, Metric::Busy, Statistic::P95), "busy p95 2.00 ms");
        let none = Quantity::new(0.0, Unit::Count);
        assert_eq!(
            limit(none, Metric::Allocations, Statistic::Maximum),
            "0 allocs"
        );
        let one = Quantity::new(1.0, Unit::Count);
        assert_eq!(limit(one, Metric::Calls, Statistic::Maximum), "1 call");
    }

    #[test]
    fn excesses_stay_short() {
        assert_eq!(over(12.34), "+12.3 %");
        assert_eq!(over(131.0), "+131 %");
        assert_eq!(over(4900.0), "×50");
        assert_eq!(over(1e12), "×1e10");
    }
}
