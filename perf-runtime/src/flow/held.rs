//! A run that a guard keeps open, wherever the guard goes.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, Weak};
use std::thread::{self, ThreadId};

use tracing::Span;

use super::meter::Meter;
use super::run::{self, Run};
use super::workflow::span_of;
use crate::clock;
use crate::guard::local;
use crate::guard::tree::{SpanId, note_end_elsewhere};
use crate::probe::heap;
use crate::record::{self, ProcessMark, RunStatus};
use crate::site::Site;

/// Keeps a run of a workflow open until it is dropped; see [`workflow_guard`](crate::workflow_guard).
#[must_use = "the run ends where the guard is dropped"]
pub struct HeldWorkflow(Option<Box<Held>>);

// Whatever is in a span or a subscriber of `tracing`: nobody looks at the run again after a panic but to end it.
impl UnwindSafe for HeldWorkflow {}
impl RefUnwindSafe for HeldWorkflow {}

struct Held {
    _process: Option<ProcessMark>,
    /// Not entered: that would bind the guard to its thread.
    _span: Span,
    run: Arc<Run>,
    id: SpanId,
    thread: ThreadId,
    /// The life of that thread.
    opener: Weak<()>,
    meter: Meter,
    start: u64,
    joined: bool,
    unwinding_at_entry: bool,
}

impl HeldWorkflow {
    pub(super) fn open(site: &'static Site) -> Self {
        if !local::is_recording() {
            return Self(None);
        }
        // The site gets its number, which the call tree knows it by.
        local::slot(site);
        let held = heap::uncounted(|| {
            let process = ProcessMark::open(site);
            let run = Run::start(site);
            let joined = run::join(&run);
            Box::new(Held {
                _process: process,
                _span: span_of(site),
                run,
                id: SpanId::new_run(),
                thread: thread::current().id(),
                opener: record::life(),
                meter: Meter::start(),
                start: clock::now(),
                joined,
                unwinding_at_entry: thread::panicking(),
            })
        });
        // Where the heap is counted.
        if let Some(tree) = local::tree().filter(|_| held.joined) {
            tree.open_span(site, held.start, held.id);
        }
        Self(Some(held))
    }
}

impl Held {
    fn close(&self) {
        let now = clock::now();
        let panicked = thread::panicking() && !self.unwinding_at_entry;
        let ticks = now.wrapping_sub(self.start);
        if self.joined {
            if self.thread == thread::current().id() {
                self.close_here(now, ticks, panicked);
            } else {
                heap::uncounted(|| note_end_elsewhere(self.id, &self.opener));
            }
        }
        if let Some(slot) = local::slot(self.run.site) {
            // SAFETY: a thread's slots live until the thread ends.
            let slot = unsafe { slot.as_ref() };
            if panicked {
                slot.count_panicked();
            } else {
                slot.record_span(ticks);
            }
        }
        self.run.end(if panicked {
            RunStatus::Panicked
        } else {
            // Whatever the block around the guard returns.
            RunStatus::Unknown
        });
    }

    fn close_here(&self, now: u64, ticks: u64, panicked: bool) {
        let node = local::tree().and_then(|tree| tree.close_span(self.id, now, panicked));
        if let (Some(node), Some(metered)) = (node, self.meter.since(ticks)) {
            node.count_metered(metered);
        }
        run::leave(&self.run);
    }
}

impl Drop for HeldWorkflow {
    fn drop(&mut self) {
        if let Some(held) = self.0.take() {
            held.close();
            heap::uncounted(|| drop(held));
        }
    }
}

impl fmt::Debug for HeldWorkflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let site = self.0.as_ref().map(|held| held.run.site);
        f.debug_tuple("HeldWorkflow").field(&site).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use crate::guard::tree;

    #[test]
    fn of_runs_that_outlive_their_thread_nothing_is_kept() {
        let opener = thread::spawn(|| crate::workflow_guard("outlives its thread"));
        let guard = opener.join().expect("it opens a run");
        let id = guard.0.as_ref().expect("it is recorded").id;
        drop(guard);
        assert!(!tree::lock_elsewhere().contains(&id));
    }
}
