//! A histogram with one writer that any thread may read while it is written: pages of counters, each made at first use.

use std::ptr::{self, NonNull};

use super::bucket::{self, PAGE_BUCKETS, PAGES};
use super::raw;
use super::sync::{AtomicPtr, AtomicU32, AtomicU64, Ordering, add, raise};

type Page = [AtomicU32; PAGE_BUCKETS];

/// Counts of values by bucket, and their exact sum, smallest and largest. All bytes zero is an empty histogram.
///
/// 256 bytes for each octave that values fell into, on top of 360.
#[repr(C)]
pub(crate) struct Histogram {
    pages: [AtomicPtr<Page>; PAGES],
    /// Upper halves of counters that passed 2³², made when the first one does.
    carries: AtomicPtr<[AtomicPtr<Page>; PAGES]>,
    sum: AtomicU64,
    max: AtomicU64,
    /// Bitwise complement of the smallest value, so that zeroed memory means "none yet".
    inverted_min: AtomicU64,
    /// Values that found no memory for their page; counted so that they are not lost silently.
    homeless: AtomicU64,
}

impl Histogram {
    /// Counts a value. Only one thread may call this at a time.
    pub(crate) fn record(&self, value: u64) {
        self.record_all(std::iter::once(value));
    }

    /// Counts values. Only one thread may call this at a time.
    #[inline]
    pub(crate) fn record_all(&self, values: impl Iterator<Item = u64>) {
        let (mut sum, mut max, mut inverted_min) = (0_u64, 0, 0);
        for value in values {
            sum = sum.wrapping_add(value);
            max = max.max(value);
            inverted_min = inverted_min.max(!value);
            let (page, bucket) = bucket::of(value);
            match page_of(&self.pages[page]) {
                Some(counters) => self.count(counters, page, bucket),
                None => add(&self.homeless, 1),
            }
        }
        add(&self.sum, sum);
        raise(&self.max, max);
        raise(&self.inverted_min, inverted_min);
    }

    #[inline(always)]
    fn count(&self, counters: &Page, page: usize, bucket: usize) {
        let count = counters[bucket].load(Ordering::Relaxed).wrapping_add(1);
        counters[bucket].store(count, Ordering::Relaxed);
        if count == 0 {
            self.carry(page, bucket);
        }
    }

    #[cold]
    fn carry(&self, page: usize, bucket: usize) {
        let upper = made(&self.carries).and_then(|pages| page_of(&pages[page]));
        if let Some(upper) = upper {
            let count = upper[bucket].load(Ordering::Relaxed) + 1;
            upper[bucket].store(count, Ordering::Relaxed);
        } else {
            add(&self.homeless, 1 << 32);
        }
    }

    /// Adds this histogram to `total`.
    pub(crate) fn add_to(&self, total: &mut Counts) {
        for (index, page) in self.pages.iter().enumerate() {
            let Some(counters) = existing(page) else {
                continue;
            };
            let upper = existing(&self.carries).and_then(|pages| existing(&pages[index]));
            for (bucket, counter) in counters.iter().enumerate() {
                let low = u64::from(counter.load(Ordering::Relaxed));
                let high = upper.map_or(0, |page| u64::from(page[bucket].load(Ordering::Relaxed)));
                total.add(index, bucket, high << 32 | low);
            }
        }
        total.homeless += self.homeless.load(Ordering::Relaxed);
        total.sum += u128::from(self.sum.load(Ordering::Relaxed));
        total.max = total.max.max(self.max.load(Ordering::Relaxed));
        total.inverted_min = total
            .inverted_min
            .max(self.inverted_min.load(Ordering::Relaxed));
    }

    /// Gives the pages back.
    ///
    /// # Safety
    ///
    /// No other thread reads the histogram, now or later.
    pub(crate) unsafe fn free(&self) {
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

    #[cfg(test)]
    pub(crate) fn preset(&self, value: u64, count: u32) {
        let (page, bucket) = bucket::of(value);
        page_of(&self.pages[page]).expect("memory")[bucket].store(count, Ordering::Relaxed);
    }
}

/// # Safety
///
/// As for [`Histogram::free`].
unsafe fn free_page(cell: &AtomicPtr<Page>) {
    if let Some(page) = taken(cell) {
        // SAFETY: made by `made`; nobody else holds it, by the caller's promise.
        unsafe { raw::free(page) };
    }
}

fn page_of(cell: &AtomicPtr<Page>) -> Option<&Page> {
    made(cell)
}

/// What `cell` points to, made if it points to nothing. Only the owning thread may call this.
///
/// The types used here are arrays of atomics, for which all bytes zero is valid.
pub(super) fn made<T>(cell: &AtomicPtr<T>) -> Option<&T> {
    if let Some(existing) = existing(cell) {
        return Some(existing);
    }
    // SAFETY: this module and `slot` use `made` with arrays and structs of atomics only.
    let fresh = unsafe { raw::zeroed::<T>() }?;
    // Release: a reader that sees the pointer sees the zeroes.
    cell.store(fresh.as_ptr(), Ordering::Release);
    existing(cell)
}

/// What `cell` points to.
pub(super) fn existing<T>(cell: &AtomicPtr<T>) -> Option<&T> {
    // SAFETY: a pointer is stored once, by `made`, and freed only when nobody reads any more (`Histogram::free`).
    unsafe { cell.load(Ordering::Acquire).as_ref() }
}

/// Empties `cell`.
pub(super) fn taken<T>(cell: &AtomicPtr<T>) -> Option<NonNull<T>> {
    let pointer = cell.load(Ordering::Acquire);
    cell.store(ptr::null_mut(), Ordering::Relaxed);
    NonNull::new(pointer)
}

/// The sum of histograms, in memory of one thread.
#[derive(Clone, Default)]
pub(crate) struct Counts {
    pages: Vec<Option<Box<[u64; PAGE_BUCKETS]>>>,
    /// Values that were counted but have no bucket.
    pub(crate) homeless: u64,
    sum: u128,
    max: u64,
    inverted_min: u64,
}

impl Counts {
    fn add(&mut self, page: usize, bucket: usize, count: u64) {
        if count == 0 {
            return;
        }
        if self.pages.len() <= page {
            self.pages.resize(page + 1, None);
        }
        self.pages[page].get_or_insert_with(|| Box::new([0; PAGE_BUCKETS]))[bucket] += count;
    }

    /// Counts one value that is not in any histogram yet.
    pub(crate) fn record(&mut self, value: u64) {
        let (page, bucket) = bucket::of(value);
        self.add(page, bucket, 1);
        self.sum += u128::from(value);
        self.max = self.max.max(value);
        self.inverted_min = self.inverted_min.max(!value);
    }

    /// Adds `other` to this sum.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (page, bucket, count) in other.iter() {
            self.add(page, bucket, count);
        }
        self.homeless += other.homeless;
        self.sum += other.sum;
        self.max = self.max.max(other.max);
        self.inverted_min = self.inverted_min.max(other.inverted_min);
    }

    /// Page, bucket and count of every bucket that is not empty, in ascending order of values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, usize, u64)> + '_ {
        self.pages.iter().enumerate().flat_map(|(page, counters)| {
            counters.iter().flat_map(move |counters| {
                counters
                    .iter()
                    .enumerate()
                    .filter(|(_, count)| **count > 0)
                    .map(move |(bucket, count)| (page, bucket, *count))
            })
        })
    }

    /// Sum of the values.
    pub(crate) fn sum(&self) -> f64 {
        self.sum as f64
    }

    /// Largest value, 0 when there is none.
    pub(crate) fn max(&self) -> u64 {
        self.max
    }

    /// Smallest value; `None` when there is none.
    pub(crate) fn min(&self) -> Option<u64> {
        self.iter().next().map(|_| !self.inverted_min)
    }

    /// Number of values.
    pub(crate) fn count(&self) -> u64 {
        self.homeless + self.iter().map(|(_, _, count)| count).sum::<u64>()
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn empty() -> NonNull<Histogram> {
        // SAFETY: a histogram is made of atomics; all zero is the empty one.
        unsafe { raw::zeroed() }.expect("memory")
    }

    fn counts(histogram: &Histogram) -> Counts {
        let mut counts = Counts::default();
        histogram.add_to(&mut counts);
        counts
    }

    #[test]
    fn sum_extremes_and_count_are_exact() {
        let pointer = empty();
        // SAFETY: just made, freed below.
        let histogram = unsafe { pointer.as_ref() };
        assert_eq!(counts(histogram).min(), None);
        for value in [7, 1_000_000, 3, 7] {
            histogram.record(value);
        }
        let counts = counts(histogram);
        assert_eq!((counts.count(), counts.sum()), (4, 1_000_017.0));
        assert_eq!((counts.min(), counts.max()), (Some(3), 1_000_000));
        // SAFETY: nobody else knows the histogram.
        unsafe {
            histogram.free();
            raw::free(pointer);
        }
    }

    #[test]
    fn a_bucket_counts_past_two_to_the_thirty_two() {
        let pointer = empty();
        // SAFETY: just made, freed below.
        let histogram = unsafe { pointer.as_ref() };
        histogram.preset(5, u32::MAX);
        histogram.record(5);
        histogram.record(5);
        assert_eq!(counts(histogram).count(), (1 << 32) + 1);
        // SAFETY: nobody else knows the histogram.
        unsafe {
            histogram.free();
            raw::free(pointer);
        }
    }
}
