//! The slow path of a sample: one that is near its limit, and long enough to have lost its processor meanwhile.

use super::local;
use super::slot::Slot;
use super::sync::{Ordering, add};
use crate::clock::Scale;
use crate::probe::{cpu, run_queue};

/// Calls whose opening reads the scheduler's clocks once one of them was slow. A site that is slow now and then pays
/// for the clocks now and then.
const WATCHED_CALLS: u32 = 64;

/// As [`WATCHED_CALLS`], for sites with a limit on CPU time: every call is watched.
pub(crate) const WATCH_ALWAYS: u32 = u32::MAX;

/// Differences above this are negative ones: no call takes a hundred years.
const STEPPED_BACK: u64 = 1 << 63;

/// Stored in place of a reading that was not taken; readings are stored plus one.
const NOT_READ: u64 = 0;

impl Slot {
    /// Reads the scheduler's clocks for a call that is about to open.
    #[cold]
    #[inline(never)]
    pub(super) fn read_clocks_at_entry(&self, watched: u32) {
        if watched == 1 {
            // The last watched call is over: what was read for it must not serve a later one.
            self.watched.store(0, Ordering::Relaxed);
            self.entry_wait.store(NOT_READ, Ordering::Relaxed);
            self.entry_cpu.store(NOT_READ, Ordering::Relaxed);
            return;
        }
        if watched != WATCH_ALWAYS {
            self.watched.store(watched - 1, Ordering::Relaxed);
        }
        let stored = |reading: Option<u64>| reading.map_or(NOT_READ, |ns| ns.saturating_add(1));
        let wait = run_queue::thread_wait_ns().ok();
        self.entry_wait.store(stored(wait), Ordering::Relaxed);
        self.entry_cpu
            .store(stored(cpu::thread_ns().ok()), Ordering::Relaxed);
    }

    /// Counts an outermost call of `ticks` that the fast path would not take.
    pub(super) fn record_slow(&self, ticks: u64) {
        if ticks >= STEPPED_BACK {
            if let Some(rare) = self.rare() {
                add(&rare.stepped_back, 1);
            }
            self.record_direct(0);
            return;
        }
        let scale = Scale::rough();
        let wall_ns = scale.ns(ticks as f64);
        let cpu_ns = self.cpu_since_entry();
        if self.watched.load(Ordering::Relaxed) == WATCH_ALWAYS
            && let Some(rare) = self.rare()
        {
            match cpu_ns {
                Some(ns) => rare.cpu.record(ns),
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
    pub(super) fn record_judged(&self, wall: u64, judged: u64, wait_ns: u64) {
        match self.rare() {
            Some(rare) if wait_ns > 0 => {
                add(&rare.wait_ns, wait_ns);
                rare.judged.record(judged.min(wall));
                rare.wall.record(wall);
            }
            _ => self.record_direct(wall),
        }
    }

    /// Run-queue wait of an outermost poll of `ticks`, in nanoseconds.
    #[cold]
    #[inline(never)]
    pub(super) fn wait_of_slow_poll(&self, ticks: u64) -> u64 {
        if ticks >= STEPPED_BACK || !self.watches_time() {
            return 0;
        }
        let poll_ns = Scale::rough().ns(ticks as f64) as u64;
        self.wait_since_entry().min(poll_ns)
    }

    /// Counts a future whose elapsed, judged and busy times differ: it ran for `elapsed` ticks, was polled for `busy` of
    /// them, and its polls waited `wait_ns` for a processor.
    #[cold]
    #[inline(never)]
    pub(super) fn record_split_future(&self, elapsed: u64, busy: u64, wait_ns: u64) {
        let Some(rare) = self.rare().filter(|_| elapsed < STEPPED_BACK) else {
            self.record_direct(if elapsed < STEPPED_BACK { elapsed } else { 0 });
            return;
        };
        let wait = Scale::rough().ticks(wait_ns as f64);
        add(&rare.wait_ns, wait_ns);
        rare.judged.record(elapsed.saturating_sub(wait));
        rare.wall.record(elapsed);
        rare.busy.record(busy.saturating_sub(wait));
    }

    /// Whether a limit on time makes the scheduler's clocks worth reading.
    fn watches_time(&self) -> bool {
        self.time_limited.load(Ordering::Relaxed)
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
        if self.watched.load(Ordering::Relaxed) != WATCH_ALWAYS {
            self.watched.store(WATCHED_CALLS, Ordering::Relaxed);
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
