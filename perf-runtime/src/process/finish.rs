//! The end of a process: judge, print, keep the run file, say what becomes of exit status 0.

use std::sync::atomic::{AtomicBool, Ordering};

use super::hook::Progress;

static JUDGED_ELSEWHERE: AtomicBool = AtomicBool::new(false);

/// Says that this process judges its budgets by itself before it ends, as the workload harness does: the exit hook stays
/// silent and leaves the exit status alone.
pub(crate) fn judged_elsewhere() {
    JUDGED_ELSEWHERE.store(true, Ordering::Relaxed);
}

/// Judges what this process exercised; runs on a thread of its own.
pub(super) fn finish(progress: &Progress) {
    progress.stand(None);
}
