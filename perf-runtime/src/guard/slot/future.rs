//! What a future tells the slot of its site: polls that waited for a processor, and its end.

use super::Slot;
use super::slow::STEPPED_BACK;
use crate::clock::Scale;
use crate::guard::sync::{Ordering, add};

impl Slot {
    /// Run-queue wait of a poll that took `ticks` and has closed, in nanoseconds, where it can matter.
    #[inline(always)]
    pub(in crate::guard) fn wait_of_poll(&self, ticks: u64) -> u64 {
        if ticks >= self.slow_from.load(Ordering::Relaxed) && !self.is_open() {
            self.wait_of_slow_poll(ticks)
        } else {
            0
        }
    }

    #[cold]
    #[inline(never)]
    fn wait_of_slow_poll(&self, ticks: u64) -> u64 {
        if ticks >= STEPPED_BACK || !self.watches_time() {
            return 0;
        }
        let poll_ns = Scale::rough().ns(ticks as f64) as u64;
        self.wait_since_entry().min(poll_ns)
    }

    /// A future became ready, `elapsed` ticks after its first poll and `busy` ticks in polls.
    #[inline(always)]
    pub(crate) fn record_future(&self, elapsed: u64, busy: u64, wait_ns: u64) {
        let one_poll = elapsed == busy;
        if one_poll && wait_ns == 0 && elapsed < self.slow_from.load(Ordering::Relaxed) {
            self.append(elapsed as u32);
        } else {
            self.record_split_future(elapsed, busy, wait_ns);
        }
    }

    /// Counts a future whose elapsed, judged and busy times differ: it ran for `elapsed` ticks, was polled for `busy` of
    /// them, and its polls waited `wait_ns` for a processor.
    #[cold]
    #[inline(never)]
    fn record_split_future(&self, elapsed: u64, busy: u64, wait_ns: u64) {
        if elapsed >= STEPPED_BACK {
            self.record_stepped_back();
            return;
        }
        let Some(rare) = self.rare() else {
            self.record_direct(elapsed);
            return;
        };
        let wait = Scale::rough().ticks(wait_ns as f64);
        add(&rare.wait_ns, wait_ns);
        // Polls lie within the future's time, unless the clocks of two processors disagree.
        let busy = busy.min(elapsed);
        rare.record_judged(elapsed.saturating_sub(wait), elapsed, &self.pages);
        rare.record_busy(busy.saturating_sub(wait), &self.pages);
    }

    /// A future was dropped before it was ready.
    pub(crate) fn count_cancelled(&self) {
        add(&self.cancelled, 1);
    }

    /// A future's poll panicked.
    pub(crate) fn count_panicked(&self) {
        add(&self.panics, 1);
    }
}
