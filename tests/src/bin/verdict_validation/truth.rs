//! What a function needs without neighbours: the yardstick of all limits.

use crate::check::Checker;
use crate::subject::CORE_BOUND;

/// Checks of which a low one is taken: whatever else the machine does slows a function, and nothing makes it faster.
const TRUTHS: usize = 25;
/// A limit that everything keeps, so that one look is enough.
const ANY_NS: f64 = 1e12;

/// The time of a call at full speed, and its plain median wall time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Truth {
    pub(crate) judged_ns: f64,
    pub(crate) wall_ns: f64,
}

/// Looks at the machine until its best speed was surely seen.
pub(crate) fn meet_the_machine(checker: &Checker) {
    /// Checks of the shortest subject: some seconds.
    const MEETINGS: usize = 150;
    for _ in 0..MEETINGS {
        checker.check(CORE_BOUND[0], ANY_NS);
    }
}

/// Measures a subject while nothing of ours runs beside it.
pub(crate) fn of(checker: &Checker, name: &str) -> Truth {
    let judged = (0..TRUTHS).filter_map(|_| checker.check(name, ANY_NS).value_ns);
    let walls = (0..TRUTHS).map(|_| checker.plain(name));
    Truth {
        judged_ns: undisturbed(judged.collect()),
        wall_ns: typical(walls.collect()),
    }
}

fn undisturbed(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    // Not the lowest: the reference may have been disturbed in its stead.
    values[values.len() / 8]
}

fn typical(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
