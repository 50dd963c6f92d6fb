//! A node: a site below the sites that were open when it was called, with the sums of its calls.

use std::ptr;

use super::Ending;
use super::waits::Waits;
use crate::guard::histogram::{existing, made, taken};
use crate::guard::raw::{self, zeroed_struct};
use crate::guard::sync::{AtomicPtr, AtomicU32, AtomicU64, Ordering, add, raise};
use crate::probe::heap::Allocated;
use crate::site::Site;

zeroed_struct! {
    /// Sums over the calls of one node. Ticks are those of the clock.
    #[repr(C, align(64))]
    pub(crate) struct Node {
        site: AtomicPtr<Site>,
        number: AtomicU32,
        parent: AtomicU32,
        calls: AtomicU64,
        panics: AtomicU64,
        ticks: AtomicU64,
        /// Ticks without those of calls further down on the same thread.
        own_ticks: AtomicU64,
        /// Sum of the squares of own ticks, as the bits of an `f64`: how far one call is from another.
        own_squares: AtomicU64,
        longest: AtomicU64,
        allocations: AtomicU64,
        bytes: AtomicU64,
        peak: AtomicU64,
        rare: AtomicPtr<RareSums>,
    }
}

zeroed_struct! {
    /// What only phases, workflows and futures have.
    #[repr(C)]
    struct RareSums {
        /// CPU time and run-queue wait, in nanoseconds, and the ticks during which they were read.
        cpu_ns: AtomicU64,
        wait_ns: AtomicU64,
        metered: AtomicU64,
        /// Ticks during which a future was not polled.
        idle: AtomicU64,
        /// Ticks during which another thread worked for this node.
        carried: AtomicU64,
        /// Own ticks during which the thread waited for a processor, and for anything else.
        crowded: AtomicU64,
        blocked: AtomicU64,
    }
}

/// What the scheduler's clocks say of a part of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Metered {
    /// CPU time, in nanoseconds.
    pub(crate) cpu_ns: u64,
    /// Wait for a processor, in nanoseconds.
    pub(crate) wait_ns: u64,
    /// Wall time of the same part, in ticks.
    pub(crate) ticks: u64,
}

impl Node {
    /// Names a fresh node.
    pub(super) fn start(&self, site: &'static Site, number: u32, parent: u32) {
        self.number.store(number, Ordering::Relaxed);
        self.parent.store(parent, Ordering::Relaxed);
        self.site
            .store(ptr::from_ref(site).cast_mut(), Ordering::Release);
    }

    /// The site; `None` for what all other nodes stand below.
    pub(crate) fn site(&self) -> Option<&'static Site> {
        // SAFETY: `start` stored a `&'static Site`.
        unsafe { self.site.load(Ordering::Acquire).as_ref() }
    }

    #[inline(always)]
    pub(crate) fn number(&self) -> u32 {
        self.number.load(Ordering::Relaxed)
    }

    /// The number of the node above.
    pub(crate) fn parent(&self) -> u32 {
        self.parent.load(Ordering::Relaxed)
    }

    #[inline(always)]
    pub(super) fn count(&self, ticks: u64, own: u64, ending: Ending) {
        add(&self.calls, u64::from(ending != Ending::Pending));
        add(&self.ticks, ticks);
        add(&self.own_ticks, own);
        let squares = f64::from_bits(self.own_squares.load(Ordering::Relaxed));
        // Signed: processors have an instruction for it, and no call takes 2⁶³ ticks.
        let own = own.cast_signed() as f64;
        let squares = squares + own * own;
        self.own_squares.store(squares.to_bits(), Ordering::Relaxed);
        raise(&self.longest, ticks);
        if ending == Ending::Panicked {
            add(&self.panics, 1);
        }
    }

    #[inline(always)]
    pub(super) fn count_allocated(&self, allocated: Allocated) {
        if allocated.allocations > 0 {
            add(&self.allocations, allocated.allocations);
            add(&self.bytes, allocated.bytes);
        }
    }

    pub(super) fn raise_peak(&self, bytes: u64) {
        raise(&self.peak, bytes);
    }

    /// Adds what the scheduler's clocks say.
    pub(crate) fn count_metered(&self, metered: Metered) {
        if let Some(rare) = made(&self.rare) {
            add(&rare.cpu_ns, metered.cpu_ns);
            add(&rare.wait_ns, metered.wait_ns);
            add(&rare.metered, metered.ticks);
        }
    }

    /// Adds ticks during which a future was not polled.
    pub(crate) fn count_idle(&self, ticks: u64) {
        if ticks > 0
            && let Some(rare) = made(&self.rare)
        {
            add(&rare.idle, ticks);
        }
    }

    pub(super) fn count_carried(&self, ticks: u64) {
        if let Some(rare) = made(&self.rare) {
            add(&rare.carried, ticks);
        }
    }

    /// Adds own ticks that were waited.
    pub(super) fn count_waits(&self, waits: Waits) {
        if !waits.is_nothing()
            && let Some(rare) = made(&self.rare)
        {
            add(&rare.crowded, waits.crowded);
            add(&rare.blocked, waits.blocked);
        }
    }

    /// The sums so far.
    pub(crate) fn totals(&self) -> NodeTotals {
        let read = |cell: &AtomicU64| cell.load(Ordering::Relaxed);
        let rare = existing(&self.rare);
        let rarely = |cell: fn(&RareSums) -> &AtomicU64| rare.map_or(0, |rare| read(cell(rare)));
        NodeTotals {
            calls: read(&self.calls),
            panics: read(&self.panics),
            ticks: read(&self.ticks),
            own_ticks: read(&self.own_ticks),
            own_squares: f64::from_bits(read(&self.own_squares)),
            longest: read(&self.longest),
            allocations: read(&self.allocations),
            bytes: read(&self.bytes),
            peak: read(&self.peak),
            cpu_ns: rarely(|rare| &rare.cpu_ns),
            wait_ns: rarely(|rare| &rare.wait_ns),
            metered: rarely(|rare| &rare.metered),
            idle: rarely(|rare| &rare.idle),
            carried: rarely(|rare| &rare.carried),
            crowded: rarely(|rare| &rare.crowded),
            blocked: rarely(|rare| &rare.blocked),
        }
    }

    /// # Safety
    ///
    /// No other thread reads the node, and the owner does not write to it again.
    pub(super) unsafe fn free_parts(&self) {
        if let Some(rare) = taken(&self.rare) {
            // SAFETY: made by `made`; nobody else knows it, by the caller's promise.
            unsafe { raw::free(rare) };
        }
    }
}

/// The sums of a node over threads.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct NodeTotals {
    pub(crate) calls: u64,
    pub(crate) panics: u64,
    pub(crate) ticks: u64,
    pub(crate) own_ticks: u64,
    pub(crate) own_squares: f64,
    pub(crate) longest: u64,
    pub(crate) allocations: u64,
    pub(crate) bytes: u64,
    pub(crate) peak: u64,
    pub(crate) cpu_ns: u64,
    pub(crate) wait_ns: u64,
    pub(crate) metered: u64,
    pub(crate) idle: u64,
    pub(crate) carried: u64,
    pub(crate) crowded: u64,
    pub(crate) blocked: u64,
}

impl NodeTotals {
    pub(crate) fn merge(&mut self, other: &Self) {
        self.calls += other.calls;
        self.panics += other.panics;
        self.ticks += other.ticks;
        self.own_ticks += other.own_ticks;
        self.own_squares += other.own_squares;
        self.longest = self.longest.max(other.longest);
        self.allocations += other.allocations;
        self.bytes += other.bytes;
        self.peak = self.peak.max(other.peak);
        self.cpu_ns += other.cpu_ns;
        self.wait_ns += other.wait_ns;
        self.metered += other.metered;
        self.idle += other.idle;
        self.carried += other.carried;
        self.crowded += other.crowded;
        self.blocked += other.blocked;
    }
}
