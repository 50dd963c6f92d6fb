//! Processes that judge their budgets by themselves before they end, as the workload harness does.

use std::sync::{Mutex, PoisonError};

use crate::budget::Verdict;

/// Absent while nobody but the exit hook judges.
static VERDICTS: Mutex<Option<Vec<Verdict>>> = Mutex::new(None);

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
