//! A histogram with one writer that any thread may read while it is written: pages of counters, each made at first use.

use std::ptr::{self, NonNull};

use super::bucket::{self, PAGE_BUCKETS, PAGES};
use super::cluster::Cluster;
use super::counts::{Counts, Reading};
use super::raw::{self, Zeroed, zeroed_struct};
use super::sync::{AtomicPtr, AtomicU32, AtomicU64, Ordering, add, raise, touch};

type Page = [AtomicU32; PAGE_BUCKETS];

/// Pages that the histograms of one slot may have together, so that a slot never takes more than 20 KB: enough for
/// every octave of one histogram, or for samples that spread over a factor of a million in each of three.
pub(super) const MOST_PAGES: u64 = 60;

zeroed_struct! {
    /// Counts of values by bucket, and their exact sum, smallest and largest.
    ///
    /// 256 bytes for each octave that values fell into, on top of 360.
    #[repr(C)]
    pub(crate) struct Histogram {
        sum: AtomicU64,
        max: AtomicU64,
        /// Bitwise complement of the smallest value, so that zeroed memory means "none yet".
        inverted_min: AtomicU64,
        /// Values without a bucket, because there was no memory or no page left: counted all the same.
        homeless: AtomicU64,
        /// Upper halves of counters that passed 2³², made when the first one does.
        carries: AtomicPtr<[AtomicPtr<Page>; PAGES]>,
        pages: [AtomicPtr<Page>; PAGES],
    }
}

impl Histogram {
    /// Counts values that are likely to lie close together. Only one thread may call this at a time. `pages` counts the
    /// pages of the slot.
    #[inline]
    pub(super) fn record_many<const N: usize>(&self, values: &[u32; N], pages: &AtomicU64) {
        match Cluster::of(values) {
            Some(cluster) => {
                add(&self.sum, cluster.sum());
                raise(&self.max, cluster.max());
                raise(&self.inverted_min, !cluster.min());
                cluster.for_each(|page, bucket, times| self.count(page, bucket, times, pages));
            }
            None => self.record_all(values.iter().copied().map(u64::from), pages),
        }
    }

    /// Counts values one by one, likewise.
    #[inline]
    pub(super) fn record_all(&self, values: impl Iterator<Item = u64>, pages: &AtomicU64) {
        let (mut sum, mut max, mut inverted_min) = (0_u64, 0, 0);
        for value in values {
            sum = sum.wrapping_add(value);
            max = max.max(value);
            inverted_min = inverted_min.max(!value);
            let (page, bucket) = bucket::of(value);
            self.count(page, bucket, 1, pages);
        }
        add(&self.sum, sum);
        raise(&self.max, max);
        raise(&self.inverted_min, inverted_min);
    }

    /// Counts a value that came so many times.
    #[inline(always)]
    fn count(&self, page: usize, bucket: usize, times: u32, pages: &AtomicU64) {
        match existing(&self.pages[page]) {
            Some(counters) => self.count_in(counters, page, bucket, times),
            None => self.count_in_new_page(page, bucket, times, pages),
        }
    }

    #[inline(always)]
    fn count_in(&self, counters: &Page, page: usize, bucket: usize, times: u32) {
        let (count, full) = counters[bucket]
            .load(Ordering::Relaxed)
            .overflowing_add(times);
        counters[bucket].store(count, Ordering::Relaxed);
        if full {
            self.carry(page, bucket);
        }
    }

    #[cold]
    fn count_in_new_page(&self, page: usize, bucket: usize, times: u32, pages: &AtomicU64) {
        let room = pages.load(Ordering::Relaxed) < MOST_PAGES;
        match room.then(|| made(&self.pages[page])).flatten() {
            Some(counters) => {
                add(pages, 1);
                self.count_in(counters, page, bucket, times);
            }
            None => self.count_nearby(page, times),
        }
    }

    /// Counts a value in the nearest page there is, at the end that is nearer.
    #[cold]
    fn count_nearby(&self, page: usize, times: u32) {
        let below = (0..page).rev().map(|near| (near, PAGE_BUCKETS - 1));
        let above = (page + 1..PAGES).map(|near| (near, 0));
        let mut near = below
            .chain(above)
            .filter_map(|(page, bucket)| Some((existing(&self.pages[page])?, page, bucket)));
        match near.next() {
            Some((counters, page, bucket)) => self.count_in(counters, page, bucket, times),
            None => add(&self.homeless, times.into()),
        }
    }

    #[cold]
    fn carry(&self, page: usize, bucket: usize) {
        let upper = made(&self.carries).and_then(|pages| made(&pages[page]));
        if let Some(upper) = upper {
            let count = upper[bucket].load(Ordering::Relaxed) + 1;
            upper[bucket].store(count, Ordering::Relaxed);
        } else {
            add(&self.homeless, 1 << 32);
        }
    }

    /// Adds this histogram to `total`.
    pub(super) fn add_to(&self, total: &mut Counts) {
        let mut reading = Reading::default();
        self.read(&mut reading);
        total.take(&mut reading);
    }

    /// Loads what [`read`](Self::read) will read, as far as it is easily found.
    pub(super) fn touch(&self) {
        let page = bucket::of(!self.inverted_min.load(Ordering::Relaxed)).0;
        if let Some(counters) = existing(&self.pages[page]) {
            touch(counters);
        }
    }

    /// Reads this histogram.
    pub(super) fn read(&self, reading: &mut Reading) {
        let max = self.max.load(Ordering::Relaxed);
        let inverted_min = self.inverted_min.load(Ordering::Relaxed);
        // Every page was made for a value. Of a hundred thousand histograms, one is read as fast as its memory comes: pages
        // that cannot be there are not even looked for.
        for index in bucket::of(!inverted_min).0..=bucket::of(max).0 {
            let Some(counters) = existing(&self.pages[index]) else {
                continue;
            };
            let upper = existing(&self.carries).and_then(|pages| existing(&pages[index]));
            reading.add(index, counts_of(counters));
            if let Some(upper) = upper {
                reading.add(index, counts_of(upper).map(|count| count << 32));
            }
        }
        reading.homeless += self.homeless.load(Ordering::Relaxed);
        reading.extend(self.sum.load(Ordering::Relaxed), max, inverted_min);
    }

    /// Gives the pages back.
    ///
    /// # Safety
    ///
    /// No other thread reads the histogram, now or later.
    pub(crate) unsafe fn free_parts(&self) {
        // SAFETY: the pointers came from `raw::zeroed` in `made`; nobody else holds them, by the caller's promise.
        unsafe {
            if let Some(carries) = taken(&self.carries) {
                for page in carries.as_ref() {
                    free_page(page);
                }
                raw::free(carries);
            }
            for page in &self.pages {
                free_page(page);
            }
        }
    }
}

fn counts_of(page: &Page) -> impl Iterator<Item = u64> {
    let counters = page.iter();
    counters.map(|counter| u64::from(counter.load(Ordering::Relaxed)))
}

/// # Safety
///
/// As for [`Histogram::free_parts`].
unsafe fn free_page(cell: &AtomicPtr<Page>) {
    if let Some(page) = taken(cell) {
        // SAFETY: made by `made`; nobody else holds it, by the caller's promise.
        unsafe { raw::free(page) };
    }
}

/// What `cell` points to, made if it points to nothing. Only the owning thread may call this.
pub(super) fn made<T: Zeroed>(cell: &AtomicPtr<T>) -> Option<&T> {
    if let Some(existing) = existing(cell) {
        return Some(existing);
    }
    let fresh = raw::zeroed::<T>()?;
    // Release: a reader that sees the pointer sees the zeroes.
    cell.store(fresh.as_ptr(), Ordering::Release);
    existing(cell)
}

/// What `cell` points to.
#[inline(always)]
pub(super) fn existing<T>(cell: &AtomicPtr<T>) -> Option<&T> {
    // SAFETY: a pointer is stored once, by `made`, and freed only when nobody reads any more (`free_parts`).
    unsafe { cell.load(Ordering::Acquire).as_ref() }
}

/// Empties `cell`.
pub(super) fn taken<T>(cell: &AtomicPtr<T>) -> Option<NonNull<T>> {
    let pointer = cell.load(Ordering::Acquire);
    cell.store(ptr::null_mut(), Ordering::Relaxed);
    NonNull::new(pointer)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    /// Records through a fresh histogram and returns what it counted.
    fn counted_by(record: impl FnOnce(&Histogram, &AtomicU64)) -> Counts {
        let pointer = raw::zeroed::<Histogram>().expect("memory");
        // SAFETY: just made, freed below; nobody else knows it.
        let histogram = unsafe { pointer.as_ref() };
        record(histogram, &AtomicU64::new(0));
        let mut counts = Counts::default();
        histogram.add_to(&mut counts);
        // SAFETY: nobody else knows the histogram.
        unsafe {
            histogram.free_parts();
            raw::free(pointer);
        }
        counts
    }

    #[test]
    fn sum_extremes_and_count_are_exact() {
        assert_eq!(counted_by(|_, _| {}).min(), None);
        let counts = counted_by(|histogram, pages| {
            histogram.record_all([7, 1_000_000, 3, 7].into_iter(), pages);
        });
        assert_eq!((counts.count(), counts.sum()), (4, 1_000_017.0));
        assert_eq!((counts.min(), counts.max()), (Some(3), 1_000_000));
    }

    #[test]
    fn a_bucket_counts_past_two_to_the_thirty_two() {
        let counts = counted_by(|histogram, pages| {
            histogram.record_all([5].into_iter(), pages);
            let page = existing(&histogram.pages[0]).expect("made by the line above");
            page[5].store(u32::MAX, Ordering::Relaxed);
            histogram.record_all([5, 5].into_iter(), pages);
        });
        assert_eq!(counts.count(), (1 << 32) + 1);
    }

    #[test]
    fn without_a_page_left_a_value_counts_in_the_nearest() {
        let counts = counted_by(|histogram, pages| {
            histogram.record_all([100, 1 << 30].into_iter(), pages);
            pages.store(MOST_PAGES, Ordering::Relaxed);
            histogram.record_all([5000, 1 << 40].into_iter(), pages);
        });
        let places: Vec<_> = counts.iter().collect();
        let ((low, _), (high, _)) = (bucket::of(100), bucket::of(1 << 30));
        let expected = [
            (low, 36, 1),
            (low, PAGE_BUCKETS - 1, 1),
            (high, 0, 1),
            (high, PAGE_BUCKETS - 1, 1),
        ];
        assert_eq!(places, expected);
        assert_eq!((counts.max(), counts.homeless), (1 << 40, 0));
    }
}
