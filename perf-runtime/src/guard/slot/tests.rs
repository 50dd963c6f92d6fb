//! What a slot does with a clock that steps back, and how much memory it takes.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::NonNull;

use super::*;
use crate::clock::{self, Scale};
use crate::guard::exact::ExactRow;
use crate::guard::local;
use crate::guard::raw::HELD;
use crate::guard::tree::Tree;
use crate::site::{Identity, Kind, Place, Recorder, SiteInfo};

const KB: usize = 1024;
/// 1 ns and 1 h, in nanoseconds.
const RANGE_NS: (f64, f64) = (1.0, 3.6e12);

/// The slots of these tests are their own.
static NOBODY: Recorder = Recorder {
    open: |_| None,
    hand_over: |_| {},
};

fn site() -> &'static Site {
    let place = Place {
        file: "",
        module: "",
        package: "",
        test_build: true,
    };
    let identity = Identity::new("slot", "", &[], 10.0, 50.0);
    let info = SiteInfo::new(Kind::Function, "slot", 1, 1, place, &[], identity);
    Box::leak(Box::new(Site::new(info, || "", &NOBODY)))
}

/// A site on the calling thread, as if it had been called for the first time.
struct Mine(NonNull<Slot>);

impl Mine {
    fn new() -> Self {
        Self::with_limit_on_time(false)
    }

    fn with_limit_on_time(time_limited: bool) -> Self {
        let slot = raw::zeroed::<Slot>().expect("memory");
        let needs = Needs {
            slow_from: u64::MAX,
            time_limited,
            cpu: false,
        };
        let mine = Self(slot);
        mine.start(site(), needs);
        // The readings are the tests' own, whatever this machine's clock is.
        mine.clear(MONOTONIC);
        mine
    }

    /// A call that opens and closes at these readings.
    fn call(&self, start: u64, end: u64) {
        self.enter();
        // SAFETY: the slot is alive and this thread's own.
        unsafe { Slot::leave(Entered::new(self.0), start, end) };
    }

    fn totals(&self) -> SlotTotals {
        let mut totals = SlotTotals::default();
        self.add_to(&mut totals, &mut Reading::default());
        totals
    }
}

impl std::ops::Deref for Mine {
    type Target = Slot;

    fn deref(&self) -> &Slot {
        // SAFETY: alive as long as this value.
        unsafe { self.0.as_ref() }
    }
}

impl Drop for Mine {
    fn drop(&mut self) {
        // SAFETY: nobody else knows the slot, and nobody uses it again.
        unsafe {
            self.free_parts();
            raw::free(self.0);
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_thread_waited_before_its_first_call_is_not_set_aside_as_the_calls() {
    let (limited, not_limited) = (Mine::with_limit_on_time(true), Mine::new());
    limited.enter();
    not_limited.enter();
    let read = |mine: &Mine| mine.entry_wait.load(Ordering::Relaxed) > 0;
    assert_eq!((read(&limited), read(&not_limited)), (true, false));
    // The readings of the first call are not those of a later one.
    // SAFETY: the slot is alive and this thread's own.
    unsafe { Slot::leave(Entered::new(limited.0), 0, 1) };
    limited.enter();
    assert!(!read(&limited));
}

#[test]
fn a_clock_that_steps_back_loses_no_call_and_makes_none_long() {
    const CALLS: u64 = 1000;
    /// Every call in so many meets the step.
    const EVERY: u64 = 10;
    const TICKS: u64 = 200;
    let slot = Mine::new();
    for call in 0..CALLS {
        let start = 1_000_000 + call * 1000;
        let end = if call % EVERY == 0 {
            start - 5000
        } else {
            start + TICKS
        };
        slot.call(start, end);
    }
    let totals = slot.totals();
    assert_eq!(totals.time.count(), CALLS);
    assert_eq!(totals.rare.stepped_back, CALLS / EVERY);
    assert_eq!((totals.time.min(), totals.time.max()), (Some(0), TICKS));
    assert_eq!(totals.time.sum(), ((CALLS - CALLS / EVERY) * TICKS) as f64);
}

#[test]
fn a_clock_that_steps_back_in_a_call_that_is_read_exactly_gives_no_exact_reading() {
    /// Later than any reading that this machine's clock will give.
    const FUTURE: u64 = u64::MAX / 4;
    let slot = Mine::new();
    for _ in 0..200 {
        slot.call(FUTURE, FUTURE + 50);
    }
    let totals = slot.totals();
    assert_eq!(totals.time.count(), 200);
    assert_eq!(totals.exact.middle_mean(), None);
}

#[test]
fn a_call_that_panics_is_not_read_exactly_and_leaves_its_turn_to_the_next() {
    struct Open<'a>(&'a Mine, u64);

    impl Drop for Open<'_> {
        fn drop(&mut self) {
            // SAFETY: the slot is alive and this thread's own.
            unsafe { Slot::leave(Entered::new(self.0.0), self.1, self.1 + 50) };
        }
    }

    let slot = Mine::new();
    let panic = || {
        slot.enter();
        let open = AssertUnwindSafe(Open(&slot, clock::now()));
        let caught = catch_unwind(|| {
            let _open = open;
            resume_unwind(Box::new(()));
        });
        assert!(caught.is_err());
    };
    for _ in 0..10 {
        // Later than any reading of the clock: if one is read exactly, it leaves nothing behind.
        slot.call(u64::MAX / 4, u64::MAX / 4 + 50);
        panic();
    }
    let totals = slot.totals();
    assert_eq!((totals.time.count(), totals.panics), (10, 10));
    assert_eq!(totals.exact.middle_mean(), None);
    let good = || slot.call(clock::now(), clock::now() + 50);
    good();
    panic();
    good();
    assert_eq!(
        slot.totals().exact.middle_mean().is_some(),
        clock::has_fences()
    );
}

#[test]
fn a_row_reads_every_call_exactly_and_is_no_part_of_the_sample() {
    let slot = Mine::new();
    if !clock::has_fences() {
        slot.begin_exact_row();
        slot.call(0, 50);
        assert_eq!(slot.end_exact_row(), ExactRow::default());
        return;
    }
    slot.begin_exact_row();
    for _ in 0..100 {
        slot.call(0, 50);
    }
    // A call within another is a part of that one.
    slot.enter();
    slot.call(0, 50);
    // SAFETY: the slot is alive and this thread's own.
    unsafe { Slot::leave(Entered::new(slot.0), 0, 50) };
    let row = slot.end_exact_row();
    assert_eq!(row.calls, 101);
    assert_eq!(slot.totals().exact.middle_mean(), None);
    assert_eq!(slot.totals().time.count(), 101);
    slot.call(0, 50);
    slot.begin_exact_row();
    assert_eq!(slot.end_exact_row().calls, 0, "a row begins anew");
}

#[test]
fn a_clock_that_steps_back_in_a_span_or_a_future_loses_neither() {
    let slot = Mine::new();
    let back = 5_u64.wrapping_sub(2000);
    slot.record_span(100);
    slot.record_span(back);
    slot.record_future(100, 100, 0);
    slot.record_future(back, back, 0);
    // Only one of its polls met the step: the readings of the others still add up.
    slot.record_future(100, back, 0);
    let totals = slot.totals();
    assert_eq!(totals.time.count() + totals.rare.judged.count(), 5);
    assert_eq!(totals.rare.stepped_back, 2);
    assert_eq!((totals.time.min(), totals.time.max()), (Some(0), 100));
    assert_eq!(totals.rare.judged.max(), 100);
    assert_eq!(totals.rare.busy.max(), 100);
}

#[test]
fn a_clock_that_steps_back_within_a_workflow_adds_no_time_to_the_call_tree() {
    let slot = Mine::new();
    let site = slot.site();
    // So that the tree can tell it from none.
    site.set_index(1);
    let tree = raw::zeroed::<Tree>().expect("memory");
    local::set_tree(tree.as_ptr());
    local::enter_workflow();
    // SAFETY: just made, and never freed.
    let tree = unsafe { tree.as_ref() };
    let called = |start, end| {
        let opened = slot.enter();
        slot.open_in_tree(tree, site, opened);
        // SAFETY: the slot is alive and this thread's own.
        unsafe { Slot::leave(Entered::new(slot.0), start, end) };
    };
    called(1000, 1100);
    called(1000, 400);
    called(1000, 1200);
    let node = tree.below_open(site).expect("it was called");
    let totals = node.totals();
    local::leave_workflow();
    local::set_tree(std::ptr::null());
    assert_eq!((totals.calls, totals.ticks, totals.longest), (3, 300, 200));
}

#[test]
fn a_site_takes_memory_on_a_thread_from_its_first_call_there() {
    let before = HELD.get();
    let _never_called = site();
    assert_eq!(HELD.get(), before);
    let slot = Mine::new();
    assert!(HELD.get() > before);
    drop(slot);
    assert_eq!(HELD.get(), before);
}

#[test]
fn values_within_four_octaves_take_three_kilobytes() {
    for first in [1_u64, 100, 3000, 1 << 20, 1 << 40] {
        let before = HELD.get();
        let slot = Mine::new();
        for value in (first..first * 16).step_by((first as usize / 50).max(1)) {
            slot.call(0, value);
            slot.record_span(value);
        }
        let held = HELD.get() - before;
        assert!(held <= 3 * KB, "{held} bytes from {first} ticks up");
    }
}

#[test]
fn calls_that_wait_for_a_processor_are_kept_twice_more() {
    let before = HELD.get();
    let slot = Mine::new();
    for value in (3000..48_000).step_by(60) {
        slot.call(0, value);
        slot.record_future(value, value, 500);
    }
    let held = HELD.get() - before;
    assert!(held <= 8 * KB, "{held} bytes");
}

#[test]
fn whatever_is_recorded_takes_twenty_kilobytes_at_most() {
    let before = HELD.get();
    let slot = Mine::new();
    slot.heap().expect("memory").record(Default::default());
    slot.watch_always();
    let scale = Scale::rough();
    let mut ns = RANGE_NS.0;
    while ns <= RANGE_NS.1 {
        let ticks = scale.ticks(ns).max(1);
        slot.call(0, ticks);
        slot.record_span(ticks);
        slot.record_future(ticks, ticks / 2, ns as u64 / 3);
        slot.rare()
            .expect("memory")
            .record_cpu(ns as u64, &slot.pages);
        ns *= 1.01;
    }
    let held = HELD.get() - before;
    assert!(held <= 20 * KB, "{held} bytes");
    // No page was left for some: they are counted all the same.
    let totals = slot.totals();
    let futures = totals.rare.busy.count();
    assert_eq!(totals.rare.judged.count(), futures);
    assert!(futures > 2000, "{futures}");
}
