//! Processes that judge their budgets by themselves before they end, as the workload harness does, and programs that judge
//! those of others.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::budget::Verdict;

/// Absent while nobody but the exit hook judges.
static VERDICTS: Mutex<Option<Vec<Verdict>>> = Mutex::new(None);

static STANDS_ASIDE: AtomicBool = AtomicBool::new(false);

/// Says that this process ends without a word, a run file or another status, whatever `PERF_BUDGET` asks for.
///
/// For programs that link this crate to work on the figures of other processes: a user's `PERF_BUDGET=enforce` is meant
/// for the tests that they start, and a program without a budget of its own would end with status 93.
pub fn stand_aside() {
    STANDS_ASIDE.store(true, Ordering::Relaxed);
}

/// Whether [`stand_aside`] was called.
#[cfg(unix)]
pub(super) fn stands_aside() -> bool {
    STANDS_ASIDE.load(Ordering::Relaxed)
}

/// Says that this process judges by itself: the exit hook reports what was [`decided`] and leaves the exit status alone.
pub(crate) fn judged_elsewhere() {
    decided(Vec::new());
}

/// Adds verdicts to the report of this process.
pub(crate) fn decided(verdicts: Vec<Verdict>) {
    let mut all = VERDICTS.lock().unwrap_or_else(PoisonError::into_inner);
    all.get_or_insert_default().extend(verdicts);
}

/// What was decided; `None` when the exit hook is to judge.
#[cfg(unix)]
pub(super) fn verdicts() -> Option<Vec<Verdict>> {
    let all = VERDICTS.lock().unwrap_or_else(PoisonError::into_inner);
    all.clone()
}
