//! Exact readings: a few calls of every slot are read with fences, which tell how far the others can be trusted.
//!
//! Readings without fences overlap with the work around them: a function of 150 ns that is one long chain of operations
//! may show as anything from 10 ns to 300 ns, because the processor reads the clock while it still waits for the chain.
//! Fences would cure that at twice the recorder's cost. One call in 512 has them; they are drawn at random, so that no
//! rhythm of the program meets them, and a sample of all of them is kept.
//!
//! What a fenced reading itself takes depends on who else works on the core, and may change by half from one second to the
//! next. So each is followed by one of nothing, and only the difference is kept.

use std::hint::black_box;

use super::counts::Counts;
use super::raw::zeroed_struct;
use super::slot::STEPPED_BACK;
use super::sync::{AtomicU32, AtomicU64, Ordering, add, touch};
use crate::clock;

/// Exact readings kept by a slot.
const KEPT: usize = 32;

/// Of the first so many calls every second one is read exactly, for functions that are called a few times only.
const DENSE: u64 = 2 * KEPT as u64;

/// Later, one call in so many.
const RARE: u64 = 512;

/// Added to differences, in ticks: a call of nothing may look a little shorter than nothing does right after it.
const LIFTED: u64 = 64;

/// How much longer than nothing a call took, in ticks, and [`LIFTED`]; `None` where the clock stepped back. The call opened
/// at `start`, read through [`clock::fenced`], and has just closed with a reading of [`clock::direct`].
#[inline(always)]
pub(crate) fn since(start: u64) -> Option<u64> {
    let taken = clock::fenced().wrapping_sub(start);
    let begin = clock::fenced();
    black_box(clock::direct());
    let nothing = clock::fenced().saturating_sub(begin);
    (taken < STEPPED_BACK).then(|| (taken + LIFTED).saturating_sub(nothing))
}

/// The first call from this number on, within the same [`RARE`] calls, whose successor is to be read exactly.
pub(super) fn next_from(call: u64) -> Option<u64> {
    if call < DENSE {
        return Some(call.next_multiple_of(2));
    }
    let drawn = call - call % RARE + scrambled(call / RARE) % RARE;
    (drawn >= call).then_some(drawn)
}

/// A number that looks random, for every number another (splitmix64).
fn scrambled(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

zeroed_struct! {
    /// A sample of a slot's exact readings, each as likely to be in it as any other.
    #[repr(C)]
    pub(super) struct Exact {
        taken: AtomicU64,
        kept: [AtomicU32; KEPT],
        /// 1 while every call is read exactly, for a row of its own.
        in_row: AtomicU32,
        row_calls: AtomicU64,
        row_ticks: AtomicU64,
    }
}

/// Calls that were all read exactly, one after the other, and the sum of their readings as [`since`] gives them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct ExactRow {
    pub(crate) calls: u64,
    pub(crate) ticks: u64,
}

impl Exact {
    /// Takes an exact reading, as [`since`] gives it. Only the owning thread may call this.
    pub(super) fn record(&self, ticks: u64) {
        if self.is_in_row() {
            add(&self.row_calls, 1);
            add(&self.row_ticks, ticks);
            return;
        }
        let taken = self.taken.load(Ordering::Relaxed);
        // Reservoir sampling: the n-th reading takes the place of an earlier one with probability KEPT / n.
        let place = if taken < KEPT as u64 {
            taken
        } else {
            scrambled(taken) % (taken + 1)
        };
        if let Some(kept) = self.kept.get(place as usize) {
            let ticks = u32::try_from(ticks).unwrap_or(u32::MAX);
            kept.store(ticks, Ordering::Relaxed);
        }
        // Release: a reader that sees the count sees the readings.
        self.taken.store(taken + 1, Ordering::Release);
    }

    /// Begins a row: readings are summed, and are no part of the sample.
    pub(super) fn begin_row(&self) {
        self.row_calls.store(0, Ordering::Relaxed);
        self.row_ticks.store(0, Ordering::Relaxed);
        self.in_row.store(1, Ordering::Relaxed);
    }

    /// Whether every call is read exactly.
    pub(super) fn is_in_row(&self) -> bool {
        self.in_row.load(Ordering::Relaxed) == 1
    }

    /// Ends the row.
    pub(super) fn end_row(&self) -> ExactRow {
        self.in_row.store(0, Ordering::Relaxed);
        ExactRow {
            calls: self.row_calls.load(Ordering::Relaxed),
            ticks: self.row_ticks.load(Ordering::Relaxed),
        }
    }

    /// Loads what [`add_to`](Self::add_to) will read.
    pub(super) fn touch(&self) {
        touch(&self.kept);
    }

    /// Adds the readings to `totals`.
    pub(super) fn add_to(&self, totals: &mut ExactTotals) {
        let taken = self.taken.load(Ordering::Acquire);
        let kept = taken.min(KEPT as u64);
        if kept == 0 {
            return;
        }
        let readings = self.kept[..kept as usize].iter();
        let ticks = readings.map(|reading| reading.load(Ordering::Relaxed).into());
        totals.counts.record_all(ticks, taken / kept);
        totals.kept += kept;
    }
}

/// The exact readings of several slots; a slot that took more weighs more.
#[derive(Clone, Default)]
pub(crate) struct ExactTotals {
    counts: Counts,
    /// Readings that stand behind the counts.
    kept: u64,
}

impl ExactTotals {
    pub(super) fn merge(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        self.kept += other.kept;
    }

    /// The mean of the middle half, in ticks; `None` without readings.
    pub(crate) fn middle_mean(&self) -> Option<f64> {
        self.counts.middle_mean()
    }

    /// Bounds between which the median of exact readings is, in 19 of 20 cases, in ticks; `None` without readings.
    pub(crate) fn median_bounds(&self) -> Option<(f64, f64)> {
        // Two standard deviations of the rank of the median, as a share of the ranks.
        let margin = (1.0 / (self.kept as f64).sqrt()).min(0.5);
        Some((
            self.counts.quantile(0.5 - margin)?,
            self.counts.quantile(0.5 + margin)?,
        ))
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn one_call_in_512_is_read_exactly_after_a_dense_start() {
        let comes_after = |call: &u64| next_from(*call) == Some(*call);
        let exact = |calls: std::ops::Range<u64>| calls.filter(comes_after).count();
        assert_eq!(exact(0..DENSE), KEPT);
        assert_eq!(exact(RARE..101 * RARE), 100);
        let drawn = (RARE..10_000 * RARE).filter(comes_after);
        let in_rhythm = drawn.filter(|call| call % 4 == 0).count();
        assert!((2200..2800).contains(&in_rhythm), "{in_rhythm}");
    }

    #[test]
    fn what_is_kept_is_drawn_from_all_readings() {
        let pointer = crate::guard::raw::zeroed::<Exact>().expect("memory");
        // SAFETY: just made, freed below; nobody else knows it.
        let exact = unsafe { pointer.as_ref() };
        (0..10_000).for_each(|ticks| exact.record(ticks));
        let mut totals = ExactTotals::default();
        exact.add_to(&mut totals);
        let (low, high) = totals.median_bounds().expect("readings");
        assert!(low < 5000.0 && 5000.0 < high, "{low} to {high}");
        assert!(low > 1000.0 && high < 9000.0, "{low} to {high}");
        // SAFETY: nobody else knows it.
        unsafe { crate::guard::raw::free(pointer) };
    }
}
