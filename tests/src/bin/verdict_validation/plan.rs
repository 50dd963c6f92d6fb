//! Which checks are made, and what came of them.

use std::collections::HashMap;
use std::io;

use perf_runtime::budget::Outcome;

use crate::cell::{Case, Cell};
use crate::change;
use crate::check::Checker;
use crate::log::{Log, Others, Record};
use crate::neighbours::Noise;
use crate::options::Options;
use crate::subject::{CORE_BOUND, FAR, MEMORY_BOUND, NEAR, SHORT_SORT, SLOW_SORT};
use crate::truth::{self, Truth};

/// Cells of healthy core-bound functions: the claim of no false alarms rests on all of them.
pub(crate) const HEALTHY_CELLS: usize = CORE_BOUND.len() * Noise::ALL.len();

/// Subjects with the distances from the limit at which they are checked.
const LOADS: [(&str, &[f64]); 9] = [
    (CORE_BOUND[0], &[0.9, 1.05, 1.1]),
    (CORE_BOUND[1], &[0.9, 1.05, 1.1]),
    (CORE_BOUND[2], &[0.9, 1.1]),
    (CORE_BOUND[3], &[0.9, 1.1]),
    (SHORT_SORT, &[0.9, 1.1, 1.5]),
    (SLOW_SORT, &[0.9, 1.1, 1.5]),
    (MEMORY_BOUND, &[0.9, 1.1, 1.5]),
    (NEAR, &[0.9]),
    (FAR, &[0.9, 1.5]),
];

/// The subject of this name.
pub(crate) fn subject(name: &str) -> Option<&'static str> {
    let mut names = LOADS.into_iter().map(|(subject, _)| subject);
    names.find(|subject| *subject == name)
}

/// All cells, and what the limits were made from.
pub(crate) struct Results {
    /// What a call takes, in nanoseconds, by subject: the last that limits were set from.
    pub(crate) typical_ns: HashMap<&'static str, f64>,
    pub(crate) cells: Vec<Cell>,
}

impl Results {
    /// Makes the checks that are asked for. With a log the cells are of all that it holds, and each check is kept at once.
    pub(crate) fn gather(options: &Options) -> io::Result<Self> {
        let log = options.log.as_deref().map(Log::new);
        let mut records = match &log {
            Some(log) => log.read()?,
            None => Vec::new(),
        };
        if options.checks_per_cell > 0 {
            make_checks(options, |record| {
                if let Some(log) = &log {
                    log.add(&record)?;
                }
                records.push(record);
                Ok(())
            })?;
        }
        Ok(Self::of(&records))
    }

    fn of(records: &[Record]) -> Self {
        let mut results = Self {
            typical_ns: HashMap::new(),
            cells: Vec::new(),
        };
        for noise in Noise::ALL {
            for (subject, loads) in LOADS {
                for &load in loads {
                    let case = Case {
                        noise,
                        subject,
                        load,
                    };
                    let mut cell = Cell::new(case);
                    for record in records.iter().filter(|record| record.case == case) {
                        cell.add(record);
                        results.typical_ns.insert(subject, record.typical_ns);
                    }
                    if cell.checks > 0 {
                        results.cells.push(cell);
                    }
                }
            }
        }
        results
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

/// Makes every check that is asked for, and tells of each when it is made.
fn make_checks(
    options: &Options,
    mut tell: impl FnMut(Record) -> io::Result<()>,
) -> io::Result<()> {
    let checker = Checker::new();
    let cases: Vec<(&str, f64)> = LOADS
        .into_iter()
        .flat_map(|(subject, loads)| loads.iter().map(move |&load| (subject, load)))
        .filter(|&(subject, load)| options.wants(subject, load))
        .collect();
    let mut names: Vec<&str> = cases.iter().map(|(subject, _)| *subject).collect();
    names.dedup();
    // The first processes meet the machine: its usual speed must be remembered before anything is compared.
    let checks = truth::checks_for(options.checks_per_cell);
    truth::meet_the_machine(&checker, 3 * checks);
    let mut last: Option<Truths> = None;
    for &noise in &options.noises {
        // Anew under every noise: what shares the host with this machine comes and goes over the hours that this takes.
        let truths = truth::of(&checker, &names, checks);
        if let Some(last) = last.replace(truths.clone()) {
            tell_drift(&last, &truths);
        }
        let _neighbours = noise.start();
        // Round by round, so that a slow hour of the machine falls on all cells alike.
        for round in 0..options.checks_per_cell {
            eprint!(
                "\r{noise}: round {} of {}   ",
                round + 1,
                options.checks_per_cell
            );
            for &(subject, load) in &cases {
                let case = Case {
                    noise,
                    subject,
                    load,
                };
                tell(check(&checker, case, &truths[subject], options))?;
            }
        }
        eprintln!();
    }
    if let Some(last) = last {
        tell_drift(&last, &truth::of(&checker, &names, checks));
    }
    Ok(())
}

type Truths = HashMap<&'static str, Truth>;

/// Limits of the checks between two truths were off by as much as these differ.
fn tell_drift(before: &Truths, after: &Truths) {
    for (subject, truth) in after {
        let change = truth.judged_ns / before[subject].judged_ns - 1.0;
        if change.abs() > TELLING {
            let percent = 100.0 * change;
            eprintln!("{subject}: {percent:+.1} % since its limits were set");
        }
    }
}

/// A truth that changed by more than this is told: a fifth of what is to be found.
const TELLING: f64 = 0.02;

fn check(checker: &Checker, case: Case, truth: &Truth, options: &Options) -> Record {
    let Case {
        subject,
        load,
        noise,
    } = case;
    let checked = checker.check(subject, truth.judged_ns / load);
    let others = options.ask_others.then(|| others(checker, case, truth));
    let expected = if case.is_healthy() {
        Outcome::Within
    } else {
        Outcome::Over
    };
    if options.explain && checked.outcome != expected {
        let share = checked.value_ns.unwrap_or(f64::NAN) * load / truth.judged_ns;
        eprintln!(
            "\r{subject} at {load}, noise {noise}: {:?}, measured {share:.3} of the limit: {}",
            checked.outcome, checked.reason
        );
    }
    Record {
        case,
        typical_ns: truth.judged_ns,
        outcome: checked.outcome,
        severity: checked.severity,
        took_ms: checked.took_ms,
        others,
    }
}

fn others(checker: &Checker, case: Case, truth: &Truth) -> Others {
    let Case { subject, load, .. } = case;
    // A healthy function is compared with itself, a slow one with one that would just keep the limit.
    let scale = load.max(1.0);
    let before: Vec<f64> = truth.samples_ns.iter().map(|ns| ns / scale).collect();
    Others {
        plain_over: checker.plain(subject) > truth.wall_ns / load,
        changed: change::is_slower(&before, &checker.samples(subject)),
    }
}
