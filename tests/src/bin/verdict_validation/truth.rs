//! What a function needs without neighbours: the yardstick of all limits.

use crate::check::Checker;
use crate::subject::{CORE_BOUND, MEMORY_BOUND, SLOW_SORT};

/// Checks whose middle is taken.
const TRUTHS: usize = 15;
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
        judged_ns: typical(name, judged.collect()),
        wall_ns: typical(name, walls.collect()),
    }
}

fn typical(name: &str, mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    // Whatever else the machine does slows the memory, and nothing makes it faster.
    let part = if [MEMORY_BOUND, SLOW_SORT].contains(&name) {
        8
    } else {
        2
    };
    values[values.len() / part]
}
