//! The end of a process: judge, print, keep the run file, say what becomes of exit status 0.

use super::hook::Progress;

/// Judges what this process exercised; runs on a thread of its own.
pub(super) fn finish(progress: &Progress) {
    progress.stand(None);
}
