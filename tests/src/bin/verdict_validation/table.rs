//! The table of the claims, and below it every cell.

use std::fmt::Write as _;

use crate::cell::{Cell, median};
use crate::neighbours::Noise;
use crate::plan::Results;
use crate::subject::{CORE_BOUND, FAR, MEMORY_BOUND, SLOW_SORT};
use crate::wilson;

/// The report of a validation as Markdown.
pub(crate) fn markdown(results: &Results) -> String {
    let mut text = String::new();
    let machine = machine();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# Verdicts under noise\n\n{machine}\n");
    text.push_str("| claim | target | found | 95 % interval | plain median of 30 | change detection |\n| --- | --- | --- | --- | --- | --- |\n");
    for claim in claims() {
        if let Some(row) = claim.row(results) {
            text.push_str(&row);
        }
    }
    text.push('\n');
    durations(&mut text, results);
    text.push_str("\n## Every cell\n\n");
    text.push_str("| noise | function | typical | of its limit | checks | within | over | of them red | inconclusive | not measured | ms (median) | plain over | changed |\n");
    text.push_str(
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for cell in &results.cells {
        cell_row(&mut text, results, cell);
    }
    text
}

fn machine() -> String {
    use perf_runtime::probe::machine::Fingerprint;
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    format!(
        "Machine: {}. Finished {} (UTC). Load average at the end: {load}.",
        Fingerprint::of_this_machine(),
        date(seconds)
    )
}

/// The civil date of a moment (H. Hinnant, *chrono-compatible low-level date algorithms*).
fn date(unix_seconds: u64) -> String {
    let days = unix_seconds / 86_400 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}

/// One line of the table: which cells it speaks of, and what is counted in them.
struct Claim {
    name: &'static str,
    target: &'static str,
    pick: fn(&Cell) -> bool,
    count: fn(&Cell) -> usize,
    /// What the plain median says of the same cells; only where it can be compared.
    plain: Option<fn(&Cell) -> usize>,
}

fn core(cell: &Cell) -> bool {
    CORE_BOUND.contains(&cell.case.subject)
}

fn memory(cell: &Cell) -> bool {
    cell.case.subject == MEMORY_BOUND
}

fn claims() -> Vec<Claim> {
    let plain_over: Option<fn(&Cell) -> usize> = Some(|c| c.plain_over);
    vec![
        Claim {
            name: "false alarms: healthy core-bound at 90 %, any noise",
            target: "≤ 0.1 %",
            pick: |c| core(c) && c.is_healthy(),
            count: |c| c.over,
            plain: plain_over,
        },
        Claim {
            name: "+10 % found, 1 µs to 5 ms, any noise",
            target: "≥ 99 %",
            pick: |c| core(c) && c.case.load == 1.1,
            count: |c| c.over,
            plain: plain_over,
        },
        Claim {
            name: "+5 % found, 1 µs to 50 µs, any noise",
            target: "≥ 95 %",
            pick: |c| core(c) && c.case.load == 1.05,
            count: |c| c.over,
            plain: plain_over,
        },
        Claim {
            name: "+50 % by latency at equal instructions found, any noise",
            target: "≥ 99 %",
            pick: |c| c.case.subject == FAR && c.case.load == 1.5,
            count: |c| c.over,
            plain: plain_over,
        },
        Claim {
            name: "memory-bound, healthy, 3 neighbours: false alarms",
            target: "≤ 1 %",
            pick: |c| memory(c) && c.is_healthy() && c.case.noise == Noise::Busy(3),
            count: |c| c.over,
            plain: plain_over,
        },
        Claim {
            name: "healthy core-bound called within, quiet",
            target: "≥ 99 %",
            pick: |c| core(c) && c.is_healthy() && c.case.noise == Noise::Quiet,
            count: |c| c.within,
            plain: None,
        },
        Claim {
            name: "healthy core-bound called within, 3 neighbours",
            target: "≥ 95 %",
            pick: |c| core(c) && c.is_healthy() && c.case.noise == Noise::Busy(3),
            count: |c| c.within,
            plain: None,
        },
        Claim {
            name: "memory-bound, healthy: inconclusive, quiet",
            target: "≤ 10 %",
            pick: |c| memory(c) && c.is_healthy() && c.case.noise == Noise::Quiet,
            count: |c| c.inconclusive,
            plain: None,
        },
        Claim {
            name: "memory-bound, healthy: inconclusive, loaded",
            target: "≤ 40 %",
            pick: |c| memory(c) && c.is_healthy() && c.case.noise != Noise::Quiet,
            count: |c| c.inconclusive,
            plain: None,
        },
        Claim {
            name: "memory-bound, +50 %: called within, any noise",
            target: "never",
            pick: |c| memory(c) && c.case.load == 1.5,
            count: |c| c.within,
            plain: None,
        },
        Claim {
            name: "sort of fresh copies, 5 ms, at 90 %: false alarms, any noise",
            target: "≤ 1 %",
            pick: |c| c.case.subject == SLOW_SORT && c.is_healthy(),
            count: |c| c.over,
            plain: plain_over,
        },
    ]
}

impl Claim {
    /// `None` where nothing was checked that the claim speaks of.
    fn row(&self, results: &Results) -> Option<String> {
        let cells = results.cells(self.pick);
        let of: usize = cells.iter().map(|cell| cell.checks).sum();
        if of == 0 {
            return None;
        }
        let hits: usize = cells.iter().map(|cell| (self.count)(cell)).sum();
        let (low, high) = wilson::interval(hits, of);
        let compared: usize = cells.iter().map(|cell| cell.compared).sum();
        let others = |count: fn(&Cell) -> usize| match compared {
            0 => String::new(),
            _ => share(cells.iter().map(|cell| count(cell)).sum(), compared),
        };
        let plain = self.plain.map_or_else(String::new, others);
        let changed = self
            .plain
            .map_or_else(String::new, |_| others(|cell| cell.changed));
        Some(format!(
            "| {} | {} | {} | {:.2} to {:.2} % | {plain} | {changed} |\n",
            self.name,
            self.target,
            share(hits, of),
            low * 100.0,
            high * 100.0
        ))
    }
}

fn share(hits: usize, of: usize) -> String {
    let percent = hits as f64 * 100.0 / of as f64;
    format!("{hits} of {of} ({percent:.1} %)")
}

/// The time of a passing check, as its user sees it: from the start of the process to its end.
fn durations(text: &mut String, results: &Results) {
    text.push_str("Time of a passing check, median, the start of its process included:\n\n");
    for subject in CORE_BOUND {
        let _ = write!(text, "- {subject}:");
        for noise in Noise::ALL {
            let passing = results.cells(|cell| {
                cell.case.subject == subject && cell.is_healthy() && cell.case.noise == noise
            });
            let times = passing.iter().flat_map(|cell| cell.took_ms.iter().copied());
            if let Some(middle) = median(times) {
                let _ = write!(text, " {middle:.0} ms ({noise})");
            }
        }
        text.push('\n');
    }
}

fn cell_row(text: &mut String, results: &Results, cell: &Cell) {
    let typical_us = results.typical_ns[cell.case.subject] / 1e3;
    let others = match cell.compared {
        0 => "– | –".to_owned(),
        _ => format!("{} | {}", cell.plain_over, cell.changed),
    };
    let _ = writeln!(
        text,
        "| {} | {} | {typical_us:.3} µs | {} | {} | {} | {} | {} | {} | {} | {:.0} | {others} |",
        cell.case.noise,
        cell.case.subject,
        cell.case.load,
        cell.checks,
        cell.within,
        cell.over,
        cell.red,
        cell.inconclusive,
        cell.not_measured,
        median(cell.took_ms.iter().copied()).unwrap_or(f64::NAN),
    );
}
