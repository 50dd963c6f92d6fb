//! The sum of histograms, in memory of one thread.

use super::bucket::{self, PAGE_BUCKETS};

/// What was read of one histogram, to be thrown away when its owner has changed it meanwhile.
#[derive(Default)]
pub(crate) struct Reading {
    /// Page, bucket and count.
    counts: Vec<(usize, usize, u64)>,
    pub(super) homeless: u64,
    sum: u64,
    max: u64,
    inverted_min: u64,
}

impl Reading {
    #[inline(always)]
    pub(super) fn add(&mut self, page: usize, bucket: usize, count: u64) {
        if count > 0 {
            self.counts.push((page, bucket, count));
        }
    }

    /// Takes sum and extremes of values; `inverted_min` is the complement of the smallest, 0 when there is none.
    pub(super) fn extend(&mut self, sum: u64, max: u64, inverted_min: u64) {
        self.sum = self.sum.wrapping_add(sum);
        self.max = self.max.max(max);
        self.inverted_min = self.inverted_min.max(inverted_min);
    }

    /// Counts one value that is not in the histogram yet.
    pub(super) fn record(&mut self, value: u64) {
        let (page, bucket) = bucket::of(value);
        self.add(page, bucket, 1);
        self.extend(value, value, !value);
    }

    /// Forgets everything but the memory.
    pub(super) fn clear(&mut self) {
        let mut counts = std::mem::take(&mut self.counts);
        counts.clear();
        *self = Self {
            counts,
            ..Self::default()
        };
    }
}

/// Counts of values by bucket, and their exact sum, smallest and largest.
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
    #[inline(always)]
    pub(super) fn add(&mut self, page: usize, bucket: usize, count: u64) {
        match self.pages.get_mut(page) {
            Some(Some(counters)) => counters[bucket] += count,
            _ => self.add_to_new_page(page, bucket, count),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_to_new_page(&mut self, page: usize, bucket: usize, count: u64) {
        if count == 0 {
            return;
        }
        if self.pages.len() <= page {
            self.pages.resize(page + 1, None);
        }
        self.pages[page].get_or_insert_with(|| Box::new([0; PAGE_BUCKETS]))[bucket] += count;
    }

    /// Counts a value several times.
    pub(super) fn record_many(&mut self, value: u64, count: u64) {
        let (page, bucket) = bucket::of(value);
        self.add(page, bucket, count);
        self.sum += u128::from(value) * u128::from(count);
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

    /// Adds a reading to this sum.
    pub(super) fn take(&mut self, reading: &Reading) {
        for (page, bucket, count) in &reading.counts {
            self.add(*page, *bucket, *count);
        }
        self.homeless += reading.homeless;
        self.sum += u128::from(reading.sum);
        self.max = self.max.max(reading.max);
        self.inverted_min = self.inverted_min.max(reading.inverted_min);
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
        (self.inverted_min != 0).then_some(!self.inverted_min)
    }

    /// The value below which a share of the values lie, to the middle of its bucket; `None` when there are none.
    pub(crate) fn quantile(&self, share: f64) -> Option<f64> {
        let count = self.count() - self.homeless;
        let rank = (share * count as f64) as u64;
        let mut seen = 0;
        let mut buckets = self.iter().map(|(page, bucket, count)| {
            seen += count;
            (seen, bucket::middle(page, bucket))
        });
        buckets
            .find(|(seen, _)| *seen > rank.min(count.saturating_sub(1)))
            .map(|(_, value)| value)
    }

    /// The mean of the middle half of the values: finer than the median where a clock moves in steps.
    pub(crate) fn middle_mean(&self) -> Option<f64> {
        let count = self.count() - self.homeless;
        let (first, last) = (count / 4, count - count / 4);
        let (mut seen, mut sum) = (0, 0.0);
        for (page, bucket, count) in self.iter() {
            let inside = (seen + count).min(last).saturating_sub(seen.max(first));
            sum += inside as f64 * bucket::middle(page, bucket);
            seen += count;
        }
        (count > 0).then(|| sum / (last - first) as f64)
    }

    /// Whether there are no values.
    pub(crate) fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.homeless == 0
    }

    /// Number of values.
    pub(crate) fn count(&self) -> u64 {
        self.homeless + self.iter().map(|(_, _, count)| count).sum::<u64>()
    }
}
