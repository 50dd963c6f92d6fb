//! Runs whose guard was dropped on another thread than it was made on: the thread that made it takes their frames out
//! when it comes by.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, Weak};

use super::SpanId;

/// Counts the runs that ended so far, so that a thread that has seen them all does not look again.
static ENDED: AtomicU32 = AtomicU32::new(0);
static WAITING: Mutex<Vec<SpanId>> = Mutex::new(Vec::new());

/// A run has ended on a thread that does not hold its frame. `opener` is the life of the thread that does: one that has ended
/// took its frames with it, and comes by no more.
pub(crate) fn note_end(id: SpanId, opener: &Weak<()>) {
    let waits = waiting(|ids| {
        // Asked under the lock: a thread ends first and looks then what is noted of its runs.
        let waits = opener.strong_count() > 0;
        if waits {
            ids.push(id);
        }
        waits
    });
    if waits {
        ENDED.fetch_add(1, Ordering::Release);
    }
}

/// How many have ended so far.
#[inline(always)]
pub(super) fn count() -> u32 {
    ENDED.load(Ordering::Relaxed)
}

/// Whether this run is one of them; asked once, it is forgotten.
pub(super) fn take(id: SpanId) -> bool {
    waiting(|ids| {
        let place = ids.iter().position(|other| *other == id);
        place.map(|place| ids.swap_remove(place)).is_some()
    })
}

fn waiting<R>(work: impl FnOnce(&mut Vec<SpanId>) -> R) -> R {
    work(&mut locked())
}

/// The runs that nobody has taken out yet, locked.
pub(crate) fn locked() -> MutexGuard<'static, Vec<SpanId>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}
