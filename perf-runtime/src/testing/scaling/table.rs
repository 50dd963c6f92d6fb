//! A workload's scaling as text.

use std::fmt;

use super::model::{Exponent, Scaling, ScalingCase};
use super::plot;
use crate::terminal::right;
use crate::unit::{Quantity, Unit};

const HEADINGS: [&str; 6] = ["size", "threads", "time", "CPU", "peak heap", "efficiency"];

const COLUMNS: usize = HEADINGS.len();

/// Between two columns.
const GAP: &str = "  ";

impl fmt::Display for Scaling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cores = match self.cores {
            0 => "an unknown number of cores".to_owned(),
            1 => "1 core".to_owned(),
            cores => format!("{cores} cores"),
        };
        writeln!(f, "scaling of {} on {cores}", self.workload)?;
        let rows: Vec<[String; COLUMNS]> = self.cases.iter().map(|case| self.row(case)).collect();
        let mut widths = HEADINGS.map(|heading| heading.chars().count());
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let headings = HEADINGS.map(str::to_owned);
        for row in std::iter::once(&headings).chain(&rows) {
            let cells = row
                .iter()
                .zip(widths)
                .map(|(cell, width)| right(cell, width));
            writeln!(f, "{GAP}{}", cells.collect::<Vec<_>>().join(GAP))?;
        }
        for threads in self.threads() {
            let on = if threads == 1 {
                "1 thread".to_owned()
            } else {
                format!("{threads} threads")
            };
            match self.time_exponent(threads) {
                Ok(exponent) => writeln!(f, "{GAP}time grows as {} on {on}", power(exponent))?,
                Err(error) => writeln!(f, "{GAP}no exponent on {on}: {error}")?,
            }
            if let Some(exponent) = self.memory_exponent(threads) {
                writeln!(f, "{GAP}peak heap grows as {} on {on}", power(exponent))?;
            }
        }
        plot::write(self, f)
    }
}

impl Scaling {
    fn row(&self, case: &ScalingCase) -> [String; COLUMNS] {
        let absent = || "–".to_owned();
        let ns = |ns: f64| Quantity::new(ns, Unit::Nanoseconds).to_string();
        let bytes = |bytes: u64| Quantity::new(bytes as f64, Unit::Bytes).to_string();
        let efficiency = self.efficiency(case).map(|efficiency| {
            let percent = |part: f64| 100.0 * part;
            format!(
                "{:.0} [{:.0}–{:.0}] %",
                percent(efficiency.value),
                percent(efficiency.low),
                percent(efficiency.high)
            )
        });
        [
            case.size.to_string(),
            case.threads.to_string(),
            ns(case.time_ns),
            case.cpu_ns.map_or_else(absent, ns),
            case.peak_bytes.map_or_else(absent, bytes),
            efficiency.unwrap_or_else(absent),
        ]
    }
}

fn power(exponent: Exponent) -> String {
    match exponent.half_interval {
        Some(half) => format!("size^({:.2} ± {half:.2})", exponent.value),
        None => format!("size^{:.2}, with nothing to check it by,", exponent.value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::square;

    #[test]
    fn the_table_has_a_row_for_each_case_and_says_how_costs_grow() {
        let text = square().to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "scaling of krate::m::fill on 2 cores");
        assert!(lines[1].trim_start().starts_with("size  threads"), "{text}");
        assert_eq!(lines.len(), 2 + 12 + 4 + 17, "{text}");
        assert!(lines[3].ends_with("75 [74–76] %"), "{text}");
        assert!(text.contains("time grows as size^(2.00 ± 0.0"), "{text}");
        assert!(
            text.contains("peak heap grows as size^(1.00 ± 0.00) on 2 threads"),
            "{text}"
        );
    }
}
