//! The sum of histograms, in memory of one thread.

use super::bucket::{self, PAGE_BUCKETS};

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
    pub(super) fn add(&mut self, page: usize, bucket: usize, count: u64) {
        if count == 0 {
            return;
        }
        if self.pages.len() <= page {
            self.pages.resize(page + 1, None);
        }
        self.pages[page].get_or_insert_with(|| Box::new([0; PAGE_BUCKETS]))[bucket] += count;
    }

    /// Takes sum and extremes of other values; `inverted_min` is the complement of the smallest, 0 when there is none.
    pub(super) fn extend(&mut self, sum: u64, max: u64, inverted_min: u64) {
        self.sum += u128::from(sum);
        self.max = self.max.max(max);
        self.inverted_min = self.inverted_min.max(inverted_min);
    }

    /// Counts one value that is not in any histogram yet.
    pub(super) fn record(&mut self, value: u64) {
        let (page, bucket) = bucket::of(value);
        self.add(page, bucket, 1);
        self.extend(value, value, !value);
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

    /// Forgets everything but the memory.
    pub(super) fn clear(&mut self) {
        for page in self.pages.iter_mut().flatten() {
            page.fill(0);
        }
        (self.homeless, self.sum, self.max, self.inverted_min) = (0, 0, 0, 0);
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

    /// Number of values.
    pub(crate) fn count(&self) -> u64 {
        self.homeless + self.iter().map(|(_, _, count)| count).sum::<u64>()
    }
}
