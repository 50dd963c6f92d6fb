//! The future that measures another one poll by poll: time in other tasks is elapsed, not busy, and heap figures
//! follow the task from thread to thread.

use std::future::Future;
use std::pin::Pin;
use std::ptr::NonNull;
use std::task::{Context, Poll};

use super::local;
use super::slot::{Opened, Slot, hand_over};
use super::tree::Ending;
use crate::clock;
use crate::probe::heap::{HeapMark, HeapUse};
use crate::site::Site;

/// A measured future. Its sample opens at the first poll and closes when the future is ready or dropped.
#[must_use = "futures do nothing unless they are polled or awaited"]
pub struct Timed<F, H = ()> {
    future: F,
    sample: Sample<H>,
}

/// Measures time.
#[inline]
pub fn timed_time<F: Future>(site: &'static Site, future: F) -> Timed<F> {
    Timed::new(site, future)
}

/// Measures time and heap.
#[inline]
pub fn timed_memory<F: Future>(site: &'static Site, future: F) -> Timed<F, TaskHeap> {
    Timed::new(site, future)
}

/// Tells the compiler an expected type in code that never runs.
pub fn never<T>() -> T {
    unreachable!("only ever named behind `if false`")
}

/// Tells the compiler, in code that never runs, that an async block owns what it is given.
pub fn never_from<T>(_: T) -> ! {
    unreachable!("only ever named behind `if false`")
}

/// What is known of one run of a future so far. Plain values: the sample may change threads between polls.
struct Sample<H> {
    site: &'static Site,
    state: State,
    /// The clock at the first poll.
    start: u64,
    /// Ticks spent in polls.
    busy: u64,
    /// Run-queue wait within polls, in nanoseconds.
    wait_ns: u64,
    heap: H,
}

#[derive(PartialEq)]
enum State {
    Unpolled,
    Running,
    /// Its first poll came from a poll of the same site: the outer one is judged.
    Nested,
    Closed,
}

/// Heap figures that a future gathers from poll to poll.
pub trait HeapProbe: Default {
    /// Reads the heap where a poll begins.
    type Mark: Copy;
    /// Opens a poll.
    fn open() -> Self::Mark;
    /// Closes a poll.
    fn close(&mut self, mark: Self::Mark);
    /// Hands the figures to the slot.
    fn record(&self, slot: &SlotRef<'_>);
}

/// A slot, for [`HeapProbe`]; not nameable outside.
pub struct SlotRef<'a>(&'a Slot);

impl HeapProbe for () {
    type Mark = ();
    #[inline(always)]
    fn open() {}
    #[inline(always)]
    fn close(&mut self, (): ()) {}
    #[inline(always)]
    fn record(&self, _: &SlotRef<'_>) {}
}

/// The heap of a task: the sum of what its polls did, wherever they ran.
#[derive(Default)]
pub struct TaskHeap(HeapUse);

impl HeapProbe for TaskHeap {
    type Mark = TaskMark;

    #[inline(always)]
    fn open() -> TaskMark {
        TaskMark(HeapMark::open())
    }

    #[inline(always)]
    fn close(&mut self, mark: TaskMark) {
        let poll = mark.0.close();
        let total = &mut self.0;
        // The poll's peak stands on what the task held when the poll began.
        let held = total.net.saturating_add_unsigned(poll.peak).max(0);
        total.peak = total.peak.max(held.cast_unsigned());
        total.allocations += poll.allocations;
        total.bytes += poll.bytes;
        total.net += poll.net;
    }

    fn record(&self, slot: &SlotRef<'_>) {
        if let Some(heap) = slot.0.heap() {
            heap.record(self.0);
        }
    }
}

/// Where a poll's heap reading begins.
#[derive(Clone, Copy)]
pub struct TaskMark(HeapMark);

impl<F: Future, H: HeapProbe> Timed<F, H> {
    fn new(site: &'static Site, future: F) -> Self {
        Self {
            future,
            sample: Sample {
                site,
                state: State::Unpolled,
                start: 0,
                busy: 0,
                wait_ns: 0,
                heap: H::default(),
            },
        }
    }
}

impl<F: Future, H: HeapProbe> Future for Timed<F, H> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `future` is pinned with `self` and never moved out; `sample` is never pinned.
        let (future, sample) = unsafe {
            let this = self.get_unchecked_mut();
            (Pin::new_unchecked(&mut this.future), &mut this.sample)
        };
        let Some((slot, start, mark)) = sample.open_poll() else {
            return future.poll(context);
        };
        let mut open = OpenPoll {
            sample,
            slot,
            mark,
            start,
            end: PollEnd::Panicked,
        };
        let result = future.poll(context);
        // Not by a method that takes the whole: it would be copied, and read before all of its parts have reached the cache.
        open.end = if result.is_ready() {
            PollEnd::Ready
        } else {
            PollEnd::Pending
        };
        result
    }
}

/// A poll that has opened: the slot, the clock, and where the heap's reading begins.
type Opening<H> = (NonNull<Slot>, u64, <H as HeapProbe>::Mark);

impl<H: HeapProbe> Sample<H> {
    /// Opens a poll; `None` when nothing is recorded.
    #[inline(always)]
    fn open_poll(&mut self) -> Option<Opening<H>> {
        let place = self.site.place();
        if let Some(pointer) = local::known_slot(place) {
            // SAFETY: a thread's slots live until the thread ends, and a poll does not leave its thread.
            let slot = unsafe { pointer.as_ref() };
            if let Some(opened) = slot.enter_if_plain() {
                let mark = H::open();
                let start = clock::direct();
                self.begin(opened, start);
                return Some((pointer, start, mark));
            }
        }
        if place.is_left_out() {
            None
        } else {
            self.open_poll_slowly()
        }
    }

    /// A site's first poll on a thread, one within a workflow, and one that is special.
    #[cold]
    #[inline(never)]
    fn open_poll_slowly(&mut self) -> Option<Opening<H>> {
        let pointer = local::far_slot(self.site)?;
        // SAFETY: as in `open_poll`.
        let slot = unsafe { pointer.as_ref() };
        let opened = slot.enter();
        if let Some(tree) = local::tree_in_use() {
            if self.state == State::Unpolled {
                slot.count_in_run();
            }
            slot.open_in_tree(tree, self.site, opened);
        }
        let mark = H::open();
        let start = slot.clock(opened);
        self.begin(opened, start);
        Some((pointer, start, mark))
    }

    /// Notes the first poll.
    #[inline(always)]
    fn begin(&mut self, opened: Opened, start: u64) {
        if self.state == State::Unpolled {
            self.start = start;
            self.state = if opened.is_outermost() {
                State::Running
            } else {
                State::Nested
            };
        }
    }

    fn close(&mut self, slot: &Slot, now: u64) {
        let outermost = self.state == State::Running;
        self.state = State::Closed;
        if outermost {
            slot.record_future(now.wrapping_sub(self.start), self.busy, self.wait_ns);
            self.heap.record(&SlotRef(slot));
        } else {
            slot.count_nested();
        }
    }
}

/// One poll; closes what it opened when the future panics, too.
struct OpenPoll<'a, H: HeapProbe> {
    sample: &'a mut Sample<H>,
    slot: NonNull<Slot>,
    mark: H::Mark,
    /// The clock when it opened.
    start: u64,
    end: PollEnd,
}

/// How a poll ended.
enum PollEnd {
    /// Assumed until the poll returns. Asking the thread would not do: futures are also polled while it unwinds.
    Panicked,
    Pending,
    Ready,
}

impl<H: HeapProbe> Drop for OpenPoll<'_, H> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: as in `Sample::open_poll`.
        let slot = unsafe { self.slot.as_ref() };
        let now = clock::direct();
        let ticks = now.wrapping_sub(self.start);
        if !slot.leave_poll(ticks) || matches!(self.end, PollEnd::Panicked) {
            self.close_specially(now);
            return;
        }
        self.count_time(ticks, 0);
        self.sample.heap.close(self.mark);
        if matches!(self.end, PollEnd::Ready) {
            self.sample.close(slot, now);
        }
    }
}

impl<H: HeapProbe> OpenPoll<'_, H> {
    /// Adds the time of this poll to what is known of its future.
    #[inline(always)]
    fn count_time(&mut self, ticks: u64, wait_ns: u64) {
        self.sample.busy = self.sample.busy.wrapping_add(ticks);
        self.sample.wait_ns += wait_ns;
    }

    /// Closes a poll that was slow or panicked, or that of a slot that is special.
    #[cold]
    #[inline(never)]
    fn close_specially(&mut self, now: u64) {
        // SAFETY: as in `Sample::open_poll`.
        let slot = unsafe { self.slot.as_ref() };
        let now = slot.clock_of_special_poll(now);
        let ticks = now.wrapping_sub(self.start);
        self.count_time(ticks, slot.wait_of_poll(ticks));
        let sample = &mut *self.sample;
        let ending = match self.end {
            PollEnd::Panicked => Ending::Panicked,
            PollEnd::Pending => Ending::Pending,
            PollEnd::Ready => Ending::Returned,
        };
        let idle = match self.end {
            PollEnd::Ready => now.saturating_sub(sample.start).saturating_sub(sample.busy),
            PollEnd::Panicked | PollEnd::Pending => 0,
        };
        slot.close_in_tree((self.start, now.max(self.start)), idle, ending);
        // Behind the tree, which ends the phases that are open over the poll's end: they keep the peak before them.
        sample.heap.close(self.mark);
        match self.end {
            PollEnd::Pending => {}
            PollEnd::Ready => sample.close(slot, now),
            // No sample, as for functions: it would time the panic itself.
            PollEnd::Panicked => {
                sample.state = State::Closed;
                slot.count_panicked();
            }
        }
        if slot.is_one_shot() {
            hand_over(self.slot);
        }
    }
}

impl<F, H> Drop for Timed<F, H> {
    // `future` is dropped after this; what it does then is not part of the sample.
    fn drop(&mut self) {
        let abandoned = matches!(self.sample.state, State::Running | State::Nested);
        if !abandoned {
            return;
        }
        if let Some(pointer) = local::slot(self.sample.site) {
            // SAFETY: as in `Sample::open_poll`.
            let slot = unsafe { pointer.as_ref() };
            slot.count_cancelled();
            if slot.is_one_shot() {
                hand_over(pointer);
            }
        }
    }
}
