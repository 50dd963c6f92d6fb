//! The sum of histograms, in memory of one thread.

use super::bucket::{self, PAGE_BUCKETS, PAGES};

/// Counters by page and bucket.
#[derive(Clone, Default)]
struct Pages {
    /// A bit for each page in use.
    in_use: u64,
    /// Those in use, and others that once were.
    counters: Vec<Option<Box<Counters>>>,
}

/// The counters of one page.
type Counters = [u64; PAGE_BUCKETS];

const _: () = assert!(PAGES <= u64::BITS as usize, "each page has a bit");

impl Pages {
    fn is_in_use(&self, page: usize) -> bool {
        self.in_use >> page & 1 == 1
    }

    /// The counters of a page, which is in use from here on.
    #[inline(always)]
    fn get(&mut self, page: usize) -> &mut Counters {
        if !self.is_in_use(page) {
            self.take_into_use(page);
        }
        match &mut self.counters[page] {
            Some(counters) => counters,
            None => unreachable!("a page in use has counters"),
        }
    }

    #[cold]
    #[inline(never)]
    fn take_into_use(&mut self, page: usize) {
        if self.counters.len() <= page {
            self.counters.resize(page + 1, None);
        }
        match &mut self.counters[page] {
            Some(counters) => counters.fill(0),
            none => *none = Some(Box::new([0; PAGE_BUCKETS])),
        }
        self.in_use |= 1 << page;
    }

    /// The pages in use, in their order.
    fn iter(&self) -> impl Iterator<Item = (usize, &Counters)> + Clone {
        let pages = self.counters.iter().enumerate();
        let in_use = pages.filter(|(page, _)| self.is_in_use(*page));
        in_use.filter_map(|(page, counters)| Some((page, &**counters.as_ref()?)))
    }

    /// Adds the counts of a page, in the order of its buckets. Most are zero, but to ask each of them costs more than to add
    /// nothing.
    #[inline(always)]
    fn add(&mut self, page: usize, counts: impl Iterator<Item = u64>) {
        for (total, count) in self.get(page).iter_mut().zip(counts) {
            *total += count;
        }
    }

    /// Adds all pages of `other`.
    fn merge(&mut self, other: &Self) {
        for (page, counters) in other.iter() {
            self.add(page, counters.iter().copied());
        }
    }

    /// Counts each of some values so many times.
    #[inline(always)]
    fn count(&mut self, values: impl Iterator<Item = u64>, times: u64) -> Sums {
        let mut sums = Sums::default();
        for value in values {
            let (page, bucket) = bucket::of(value);
            self.get(page)[bucket] += times;
            sums.sum += u128::from(value);
            sums.max = sums.max.max(value);
            sums.inverted_min = sums.inverted_min.max(!value);
        }
        sums.sum *= u128::from(times);
        sums
    }
}

/// The sum of values and their extremes.
#[derive(Clone, Copy, Default)]
struct Sums {
    sum: u128,
    max: u64,
    /// The complement of the smallest, 0 when there is none.
    inverted_min: u64,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.sum += other.sum;
        self.max = self.max.max(other.max);
        self.inverted_min = self.inverted_min.max(other.inverted_min);
    }
}

/// What was read of one histogram, to be thrown away when its owner has changed it meanwhile.
#[derive(Default)]
pub(crate) struct Reading {
    pages: Pages,
    pub(super) homeless: u64,
    sums: Sums,
}

impl Reading {
    /// Adds the counts of a page, in the order of its buckets.
    #[inline(always)]
    pub(super) fn add(&mut self, page: usize, counts: impl Iterator<Item = u64>) {
        self.pages.add(page, counts);
    }

    /// Takes sum and extremes of values; `inverted_min` is the complement of the smallest, 0 when there is none.
    pub(super) fn extend(&mut self, sum: u64, max: u64, inverted_min: u64) {
        self.sums.add(Sums {
            sum: sum.into(),
            max,
            inverted_min,
        });
    }

    /// Counts values that are not in the histogram yet.
    pub(super) fn record_all(&mut self, values: impl Iterator<Item = u64>) {
        let sums = self.pages.count(values, 1);
        self.sums.add(sums);
    }

    /// Forgets everything but the memory.
    pub(super) fn clear(&mut self) {
        self.pages.in_use = 0;
        self.homeless = 0;
        self.sums = Sums::default();
    }
}

/// Counts of values by bucket, and their exact sum, smallest and largest.
#[derive(Clone, Default)]
pub(crate) struct Counts {
    pages: Pages,
    /// Values that were counted but have no bucket.
    pub(crate) homeless: u64,
    sums: Sums,
}

impl Counts {
    /// Counts each of some values so many times.
    pub(super) fn record_all(&mut self, values: impl Iterator<Item = u64>, times: u64) {
        let sums = self.pages.count(values, times);
        self.sums.add(sums);
    }

    /// Adds `other` to this sum.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.pages.merge(&other.pages);
        self.homeless += other.homeless;
        self.sums.add(other.sums);
    }

    /// What came to this sum since it was `earlier`. Where there was anything before, the extremes are those of buckets.
    pub(crate) fn since(&self, earlier: &Self) -> Self {
        if earlier.is_empty() {
            return self.clone();
        }
        let mut rest = self.clone();
        for (page, gone) in earlier.pages.iter() {
            for (count, gone) in rest.pages.get(page).iter_mut().zip(gone) {
                *count = count.saturating_sub(*gone);
            }
        }
        rest.homeless = self.homeless.saturating_sub(earlier.homeless);
        rest.sums.sum = self.sums.sum.saturating_sub(earlier.sums.sum);
        let middles = rest
            .iter()
            .map(|(page, bucket, _)| bucket::middle(page, bucket) as u64);
        let (least, most) = (middles.clone().min(), middles.max());
        rest.sums.inverted_min = least.map_or(0, |least| !least);
        rest.sums.max = most.unwrap_or(0);
        rest
    }

    /// Adds a reading to this sum, and forgets it.
    pub(super) fn take(&mut self, reading: &mut Reading) {
        self.pages.merge(&reading.pages);
        self.homeless += reading.homeless;
        self.sums.add(reading.sums);
        reading.clear();
    }

    /// Page, bucket and count of every bucket that is not empty, in ascending order of values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, usize, u64)> + Clone + '_ {
        self.pages.iter().flat_map(|(page, counters)| {
            let counts = counters.iter().enumerate();
            let counted = counts.filter(|(_, count)| **count > 0);
            counted.map(move |(bucket, count)| (page, bucket, *count))
        })
    }

    /// Sum of the values.
    pub(crate) fn sum(&self) -> f64 {
        self.sums.sum as f64
    }

    /// Largest value, 0 when there is none.
    pub(crate) fn max(&self) -> u64 {
        self.sums.max
    }

    /// Smallest value; `None` when there is none.
    pub(crate) fn min(&self) -> Option<u64> {
        (self.sums.inverted_min != 0).then_some(!self.sums.inverted_min)
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
        self.homeless == 0 && self.iter().next().is_none()
    }

    /// Number of values.
    pub(crate) fn count(&self) -> u64 {
        self.homeless + self.iter().map(|(_, _, count)| count).sum::<u64>()
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn counts(values: &[u64]) -> Counts {
        let mut counts = Counts::default();
        counts.record_all(values.iter().copied(), 1);
        counts
    }

    #[test]
    fn what_came_since_is_counted_by_buckets() {
        let (earlier, now) = (counts(&[5, 5, 90_000]), counts(&[5, 5, 90_000, 7, 7, 40]));
        let since = now.since(&earlier);
        assert_eq!((since.count(), since.sum()), (3, 54.0));
        assert_eq!((since.min(), since.max()), (Some(7), 40));
        assert!(now.since(&now).is_empty());
        assert_eq!(now.since(&Counts::default()).max(), 90_000);
    }
}
