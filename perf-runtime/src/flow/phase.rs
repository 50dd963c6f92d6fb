//! Phases: parts of a function, each ending where the next one of its block begins.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::clock;
use crate::guard::local;
use crate::probe::heap;
use crate::site::Site;

thread_local! {
    /// The phases that were opened on this thread and may still be open, outermost first.
    static OPENED: RefCell<Vec<Arc<Phase>>> = const { RefCell::new(Vec::new()) };
}

/// A task that opens a phase here and drops it on another thread leaves an entry behind; so many are kept at most.
const MOST_OPEN: usize = 1024;

struct Phase {
    site: &'static Site,
    column: u32,
    start: u64,
    ended: AtomicBool,
}

impl Phase {
    /// Records the phase, the first time it is called.
    fn end(&self, now: u64) {
        if !self.ended.swap(true, Ordering::Relaxed)
            && let Some(slot) = local::slot(self.site)
        {
            // SAFETY: a thread's slots live until the thread ends.
            unsafe { slot.as_ref() }.record_span(now.wrapping_sub(self.start));
        }
    }

    /// Whether `next` begins in the block that this phase began in. Blocks of one function are told apart by their
    /// indentation: a macro cannot see more.
    fn is_followed_by(&self, next: &Self) -> bool {
        self.column == next.column && self.site.same_function(next.site)
    }
}

/// Ends its phase when it is dropped, unless a following phase has ended it before.
#[must_use = "a phase ends where its guard is dropped"]
pub struct PhaseGuard(Option<Arc<Phase>>);

/// Opens a phase that begins in the given column of its source line.
pub fn phase(site: &'static Site, column: u32) -> PhaseGuard {
    if !local::is_recording() {
        return PhaseGuard(None);
    }
    let now = clock::now();
    let phase = heap::uncounted(|| {
        let phase = Arc::new(Phase {
            site,
            column,
            start: now,
            ended: AtomicBool::new(false),
        });
        // Fails while the thread ends: the phase then ends with its guard.
        let _ = OPENED.try_with(|opened| {
            let mut opened = opened.borrow_mut();
            if let Some(last) = opened.pop_if(|last| last.is_followed_by(&phase)) {
                last.end(now);
            }
            if opened.len() >= MOST_OPEN {
                opened.remove(0);
            }
            opened.push(Arc::clone(&phase));
        });
        phase
    });
    PhaseGuard(Some(phase))
}

impl Drop for PhaseGuard {
    fn drop(&mut self) {
        let Some(phase) = self.0.take() else {
            return;
        };
        let now = clock::now();
        heap::uncounted(|| {
            let _ = OPENED.try_with(|opened| {
                let mut opened = opened.borrow_mut();
                if let Some(index) = opened.iter().rposition(|other| Arc::ptr_eq(other, &phase)) {
                    opened.remove(index);
                }
            });
            phase.end(now);
        });
    }
}
