//! Which checks are made, and what came of them.

use perf_runtime::budget::Outcome;

use crate::cell::{Case, Cell};
use crate::change;
use crate::check::Checker;
use crate::neighbours::Noise;
use crate::options::Options;
use crate::subject::{CORE_BOUND, FAR, MEMORY_BOUND, NEAR, SHORT_SORT, SLOW_SORT};
use crate::truth::{self, Truth};

/// Cells of healthy core-bound functions: the claim of no false alarms rests on all of them.
pub(crate) const HEALTHY_CELLS: usize = CORE_BOUND.len() * Noise::ALL.len();

/// Subjects with the distances from the limit at which they are checked.
const LOADS: [(&str, &[f64]); 8] = [
    (CORE_BOUND[0], &[0.9, 1.05, 1.1]),
    (CORE_BOUND[1], &[0.9, 1.05, 1.1]),
    (CORE_BOUND[2], &[0.9, 1.1]),
    (SHORT_SORT, &[0.9, 1.1, 1.5]),
    (SLOW_SORT, &[0.9, 1.1, 1.5]),
    (MEMORY_BOUND, &[0.9, 1.1, 1.5]),
    (NEAR, &[0.9]),
    (FAR, &[0.9, 1.5]),
];

/// All cells, and what the limits were made from.
pub(crate) struct Results {
    pub(crate) truths: Vec<(&'static str, Truth)>,
    pub(crate) cells: Vec<Cell>,
}

impl Results {
    pub(crate) fn gather(options: &Options) -> Self {
        let checker = Checker::new();
        let wanted = || LOADS.into_iter().filter(|(name, _)| options.wants(name));
        // The first processes meet the machine: its usual speed must be remembered before anything is compared.
        let truths = truth::checks_for(options.checks_per_cell);
        truth::meet_the_machine(&checker, 3 * truths);
        let names: Vec<&str> = wanted().map(|(name, _)| name).collect();
        let truths = truth::of(&checker, &names, truths);
        let mut cells = Vec::new();
        for &noise in &options.noises {
            let cases = wanted().flat_map(|(subject, loads)| {
                loads.iter().map(move |&load| Case {
                    noise,
                    subject,
                    load,
                })
            });
            let mut block: Vec<Cell> = cases.map(Cell::new).collect();
            let _neighbours = noise.start();
            // Round by round, so that a slow hour of the machine falls on all cells alike.
            for round in 0..options.checks_per_cell {
                eprint!(
                    "\r{noise}: round {} of {}   ",
                    round + 1,
                    options.checks_per_cell
                );
                for cell in &mut block {
                    let truth = &truths[cell.case.subject];
                    check(&checker, cell, truth, options.explain);
                }
            }
            eprintln!();
            cells.extend(block);
        }
        Self {
            truths: wanted()
                .map(|(name, _)| (name, truths[name].clone()))
                .collect(),
            cells,
        }
    }

    /// The cells that `pick` picks.
    pub(crate) fn cells(&self, pick: impl Fn(&Cell) -> bool) -> Vec<&Cell> {
        self.cells.iter().filter(|cell| pick(cell)).collect()
    }

    /// What must hold on any machine under any noise, however few checks are made.
    pub(crate) fn broken_promises(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for cell in &self.cells {
            let Case {
                noise,
                subject,
                load,
            } = cell.case;
            let mut promise = |count: usize, what: &str| {
                if count > 0 {
                    broken.push(format!(
                        "{subject} at {load} of its limit, noise {noise}: {count} {what}"
                    ));
                }
            };
            promise(cell.not_measured, "not measured");
            if cell.is_healthy() {
                promise(cell.over, "false alarms");
            } else if load >= 1.5 {
                promise(cell.within, "called within");
            }
        }
        broken
    }
}

fn check(checker: &Checker, cell: &mut Cell, truth: &Truth, explain: bool) {
    let Case {
        subject,
        load,
        noise,
    } = cell.case;
    let checked = checker.check(subject, truth.judged_ns / load);
    let plain_over = checker.plain(subject) > truth.wall_ns / load;
    // A healthy function is compared with itself, a slow one with one that would just keep the limit.
    let scale = load.max(1.0);
    let before: Vec<f64> = truth.samples_ns.iter().map(|ns| ns / scale).collect();
    let changed = change::is_slower(&before, &checker.samples(subject));
    let expected = if cell.is_healthy() {
        Outcome::Within
    } else {
        Outcome::Over
    };
    if explain && checked.outcome != expected {
        let share = checked.value_ns.unwrap_or(f64::NAN) * load / truth.judged_ns;
        eprintln!(
            "\r{subject} at {load}, noise {noise}: {:?}, measured {share:.3} of the limit: {}",
            checked.outcome, checked.reason
        );
    }
    cell.add(&checked, plain_over, changed);
}
