//! The slow path of a sample: one that is near its limit, and long enough to have lost its processor meanwhile.

use super::Slot;
use super::call::WATCHED;
use crate::clock::{self, Scale};
use crate::guard::local;
use crate::guard::sync::{Ordering, add};
use crate::probe::{cpu, run_queue};

/// Calls whose opening reads the scheduler's clocks once one of them was slow. A site that is slow now and then pays
/// for the clocks now and then.
const WATCHED_CALLS: u32 = 64;

/// As [`WATCHED_CALLS`], for sites with a limit on CPU time: every call is watched.
const WATCH_ALWAYS: u32 = u32::MAX;

/// Differences above this are negative ones: no call takes a hundred years.
pub(in crate::guard) const STEPPED_BACK: u64 = 1 << 63;

/// Stored in place of a reading that was not taken; readings are stored plus one.
const NOT_READ: u64 = 0;

/// Does a part of the recording that makes system calls, and leaves its time out of what surrounds the call: it is not
/// the program's. Where processors are crowded it is not short either, because a thread loses its
/// processor at system calls first.
fn apart(recording: impl FnOnce()) {
    let Some(tree) = local::tree_in_use() else {
        return recording();
    };
    let start = clock::now();
    recording();
    tree.leave_out(clock::now().saturating_sub(start));
}

impl Slot {
    /// Has every call read the scheduler's clocks.
    pub(super) fn watch_always(&self) {
        self.watched.store(WATCH_ALWAYS, Ordering::Relaxed);
        self.set(WATCHED);
    }

    /// Has the first call read the scheduler's clocks: on a crowded machine a thread may wait longer while its slot is made
    /// than the call then takes, which must not be set aside as the call's.
    pub(super) fn watch_first(&self) {
        self.watched.store(1, Ordering::Relaxed);
        self.set(WATCHED);
    }

    fn watches_always(&self) -> bool {
        self.watched.load(Ordering::Relaxed) == WATCH_ALWAYS
    }

    /// Reads the scheduler's clocks for a watched call that is about to open.
    pub(super) fn read_clocks_at_entry(&self) {
        let watched = self.watched.load(Ordering::Relaxed);
        if watched == 0 {
            // The last watched call is over: what was read for it must not serve a later one.
            self.clear(WATCHED);
            self.entry_wait.store(NOT_READ, Ordering::Relaxed);
            self.entry_cpu.store(NOT_READ, Ordering::Relaxed);
            return;
        }
        if watched != WATCH_ALWAYS {
            self.watched.store(watched - 1, Ordering::Relaxed);
        }
        let stored = |reading: Option<u64>| reading.map_or(NOT_READ, |ns| ns.saturating_add(1));
        apart(|| {
            let wait = run_queue::thread_wait_ns().ok();
            self.entry_wait.store(stored(wait), Ordering::Relaxed);
            self.entry_cpu
                .store(stored(cpu::thread_ns().ok()), Ordering::Relaxed);
        });
    }

    /// Counts an outermost call of `ticks` that the fast path would not take.
    pub(super) fn record_slow(&self, ticks: u64) {
        apart(|| self.record_with_clocks(ticks));
    }

    fn record_with_clocks(&self, ticks: u64) {
        if ticks >= STEPPED_BACK {
            self.record_stepped_back();
            return;
        }
        let scale = Scale::rough();
        let wall_ns = scale.ns(ticks as f64);
        let cpu_ns = self.cpu_since_entry();
        if self.watches_always()
            && let Some(rare) = self.rare()
        {
            match cpu_ns {
                Some(ns) => rare.record_cpu(ns, &self.pages),
                None => add(&rare.cpu_unreadable, 1),
            }
        }
        let wait_ns = if self.watches_time() {
            self.wait_since_entry().min(wall_ns as u64)
        } else {
            0
        };
        // Never above the wall: the CPU reading brackets the call from outside.
        let judged_ns = (wall_ns - wait_ns as f64).max((cpu_ns.unwrap_or(0) as f64).min(wall_ns));
        self.record_judged(ticks, scale.ticks(judged_ns), wait_ns);
    }

    /// Counts a call by its wall time and, where it waited for a processor, by its judged time apart.
    fn record_judged(&self, wall: u64, judged: u64, wait_ns: u64) {
        // Asked in this order: most slow calls did not wait, and need no cells for it.
        if wait_ns > 0
            && let Some(rare) = self.rare()
        {
            add(&rare.wait_ns, wait_ns);
            rare.record_judged(judged.min(wall), wall, &self.pages);
        } else {
            self.record_direct(wall);
        }
    }

    /// Counts a sample during which the clock stepped back: it is not lost, and how long it took is not known.
    pub(super) fn record_stepped_back(&self) {
        if let Some(rare) = self.rare() {
            add(&rare.stepped_back, 1);
        }
        self.record_direct(0);
    }

    /// Whether a limit on time makes the scheduler's clocks worth reading.
    pub(super) fn watches_time(&self) -> bool {
        self.time_limited.load(Ordering::Relaxed) != 0
    }

    fn cpu_since_entry(&self) -> Option<u64> {
        let entry = self.entry_cpu.load(Ordering::Relaxed);
        let now = cpu::thread_ns().ok()?;
        (entry != NOT_READ).then(|| now.saturating_sub(entry - 1))
    }

    /// Time on the run queue since the call opened; since the thread's last reading when none was taken at entry. That
    /// is an upper bound, so that the call is judged too lightly rather than too harshly; from now on
    /// calls are watched and the next judgement is exact.
    pub(super) fn wait_since_entry(&self) -> u64 {
        let Ok(now) = run_queue::thread_wait_ns() else {
            return 0;
        };
        let last = local::replace_wait_mark(now);
        let entry = self.entry_wait.load(Ordering::Relaxed);
        if !self.watches_always() {
            self.watched.store(WATCHED_CALLS, Ordering::Relaxed);
            self.set(WATCHED);
        }
        now.saturating_sub(if entry == NOT_READ { last } else { entry - 1 })
    }
}

/// Takes the first reading of a thread's run-queue clock, from which later ones count.
pub(crate) fn mark_wait() {
    if let Ok(now) = run_queue::thread_wait_ns() {
        local::replace_wait_mark(now);
    }
}
