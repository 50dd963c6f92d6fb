//! A figure together with its unit: nanoseconds, bytes or a plain count.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Model;

/// The base unit of a figure. Every figure of a metric is kept in its base unit; only printing scales it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Time, in nanoseconds.
    Nanoseconds,
    /// Memory, in bytes; printed in KB = 1024 bytes and MB = 1024² bytes.
    Bytes,
    /// Calls, allocations, instructions: a number without a unit.
    Count,
    /// A way to grow, by its place among [`Model::ALL`].
    Growth,
}

/// A value in a base unit.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Quantity {
    /// The value, in `unit`.
    pub value: f64,
    /// The unit of `value`.
    pub unit: Unit,
}

impl Quantity {
    /// A value in the given base unit.
    #[must_use]
    pub const fn new(value: f64, unit: Unit) -> Self {
        Self { value, unit }
    }
}

/// Steps from the base unit upward: the factor to the base unit, and the symbol.
const TIME_STEPS: [(f64, &str); 4] = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")];
const BYTE_STEPS: [(f64, &str); 4] = [
    (1024.0 * 1024.0 * 1024.0, "GB"),
    (1024.0 * 1024.0, "MB"),
    (1024.0, "KB"),
    (1.0, "B"),
];

impl fmt::Display for Quantity {
    /// Three significant digits in the unit that keeps the number between 1 and 1000: `1.40 µs`, `100 MB`, `12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.unit {
            Unit::Nanoseconds => scaled(self.value, &TIME_STEPS),
            Unit::Bytes => scaled(self.value, &BYTE_STEPS),
            Unit::Count if self.value.fract() == 0.0 => format!("{:.0}", self.value),
            Unit::Count => format!("{:.1}", self.value),
            Unit::Growth => Model::of_rank(self.value).formula().to_owned(),
        };
        f.pad(&text)
    }
}

fn scaled(value: f64, steps: &[(f64, &str)]) -> String {
    let last = steps.len() - 1;
    let (factor, symbol) = *steps
        .iter()
        .find(|(factor, _)| value.abs() >= *factor)
        .unwrap_or(&steps[last]);
    format!("{} {symbol}", three_digits(value / factor))
}

fn three_digits(value: f64) -> String {
    let decimals = match value.abs() {
        v if v >= 99.95 => 0,
        v if v >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') && text.bytes().all(|b| matches!(b, b'0' | b'.')) {
        return "0".to_owned();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_bytes_and_counts_print_with_three_digits() {
        let time = |v| Quantity::new(v, Unit::Nanoseconds).to_string();
        assert_eq!(time(0.0), "0 ns");
        assert_eq!(time(75.0), "75.0 ns");
        assert_eq!(time(1_400.0), "1.40 µs");
        assert_eq!(time(2e6), "2.00 ms");
        assert_eq!(time(123_456_789_000.0), "123 s");
        assert_eq!(
            Quantity::new(100.0 * 1024.0 * 1024.0, Unit::Bytes).to_string(),
            "100 MB"
        );
        assert_eq!(Quantity::new(12.0, Unit::Count).to_string(), "12");
        assert_eq!(Quantity::new(12.5, Unit::Count).to_string(), "12.5");
        assert_eq!(Quantity::new(3.0, Unit::Growth).to_string(), "n log n");
    }
}
