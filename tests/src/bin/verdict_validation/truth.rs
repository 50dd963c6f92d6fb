//! What a function needs without neighbours: the yardstick of all limits.

use std::collections::HashMap;

use crate::check::Checker;
use crate::subject::CORE_BOUND;

/// A limit that everything keeps, so that one look is enough.
const ANY_NS: f64 = 1e12;

/// The time of a call at the usual speed, and its plain median wall time.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) judged_ns: f64,
    pub(crate) wall_ns: f64,
    /// What change detection has as its baseline: samples of wall time.
    pub(crate) samples_ns: Vec<f64>,
}

/// How many checks of each subject make its truth, for so many checks of each cell.
pub(crate) fn checks_for(checks_per_cell: usize) -> usize {
    const FEWEST: usize = 10;
    const MOST: usize = 40;
    (checks_per_cell * 4).clamp(FEWEST, MOST)
}

/// Looks at the machine until its usual speed is settled.
pub(crate) fn meet_the_machine(checker: &Checker, checks: usize) {
    for _ in 0..checks {
        checker.check(CORE_BOUND[0], ANY_NS);
    }
}

/// Measures the subjects while nothing of ours runs beside them, in turns, so that a slow moment of the machine does not
/// fall on one of them.
///
/// Of `checks` checks a low one is taken: whatever else the machine does slows a function, and nothing makes it faster.
pub(crate) fn of(
    checker: &Checker,
    names: &[&'static str],
    checks: usize,
) -> HashMap<&'static str, Truth> {
    let mut seen: HashMap<&str, (Vec<f64>, Vec<f64>)> = HashMap::new();
    for _ in 0..checks {
        for &name in names {
            let (judged, walls) = seen.entry(name).or_default();
            judged.extend(checker.check(name, ANY_NS).value_ns);
            walls.push(checker.plain(name));
        }
    }
    let truth = |(name, (judged, walls))| {
        let truth = Truth {
            judged_ns: undisturbed(judged),
            wall_ns: typical(walls),
            samples_ns: checker.samples(name),
        };
        (name, truth)
    };
    seen.into_iter().map(truth).collect()
}

fn undisturbed(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    // Not the lowest: the reference may have been disturbed in its stead.
    values[values.len() / 10]
}

fn typical(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
